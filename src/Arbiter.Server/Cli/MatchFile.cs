using Arbiter.Domain.Keys;
using Arbiter.Identity.Phones;
using Arbiter.Identity.Similarity;
using Arbiter.Server.Imports;

namespace Arbiter.Server.Cli;

/// <summary>A row of a file of leads. <paramref name="Id"/> is what the file calls it, else its number.</summary>
sealed record MatchRow(string Id, int Line, Identifier[] Identifiers, string? Contact, LeadProfile Profile);

/// <summary>A file of leads, read by the rules of the import: the same encodings, headers and separators. Bad rows are counted and left out.</summary>
sealed class MatchFile(PhoneRules phones)
{
    const int ProblemsKept = 20;
    const int MostCharsPerField = 1024;

    /// <summary>How telephone numbers without a country code were read.</summary>
    public PhoneRules Phones => phones;

    public List<MatchRow> Rows { get; } = [];

    public List<string> Problems { get; } = [];

    public int ProblemCount { get; private set; }

    public string Encoding { get; private set; } = "";

    /// <summary>Null and the file, or what makes it unreadable as a whole.</summary>
    public static async Task<(string? Failure, MatchFile File)> ReadAsync(FileInfo info, PhoneRules phones, Action<int, int> progress, CancellationToken cancel)
    {
        var file = new MatchFile(phones);
        await using var stream = info.OpenRead();
        var encoding = await FileEncoding.DetectAsync(stream, cancel);
        stream.Position = 0;
        file.Encoding = encoding.Name;
        using var text = new StreamReader(stream, encoding.Encoding);
        var records = new RecordSplitter(text);
        if (ImportHeader.Read(records, out var header) is { } problem) return ($"{problem.Title} {problem.Detail}", file);
        for (var number = 1; records.Next() is { } record; number++)
        {
            cancel.ThrowIfCancellationRequested();
            file.Take(number, record, header);
            if (number % 1_000 == 0) progress(number, encoding.LineBreaks);
        }

        return (null, file);
    }

    /// <summary>Which true customer each row belongs to: a column that names the lead, and the first other one.</summary>
    public static async Task<(string? Failure, Dictionary<string, string> Customers)> ReadTruthAsync(FileInfo info, CancellationToken cancel)
    {
        var customers = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var stream = info.OpenRead();
        var encoding = await FileEncoding.DetectAsync(stream, cancel);
        stream.Position = 0;
        using var text = new StreamReader(stream, encoding.Encoding);
        var records = new RecordSplitter(text);
        // Its columns are no identifiers, so that the import's complaint about that is none here.
        _ = ImportHeader.Read(records, out var header);
        if (header.Columns.Count < 2) return ("The truth file needs two columns: the lead and its customer (lead_id, customer).", customers);
        var lead = Math.Max(0, header.Columns.ToList().IndexOf(ImportColumn.Lead));
        var customer = lead == 0 ? 1 : 0;
        while (records.Next() is { } record)
        {
            if (record.Fault != RecordFault.None) continue;
            var fields = header.Fields(record.Text);
            if (fields.Length > Math.Max(lead, customer) && fields[customer].Trim().Length > 0) customers.TryAdd(fields[lead].Trim(), fields[customer].Trim());
        }

        return customers.Count == 0 ? ("The truth file names no customer.", customers) : (null, customers);
    }

    void Take(int number, RawRecord record, ImportHeader header)
    {
        var fields = record.Fault == RecordFault.None ? header.Fields(record.Text) : [];
        if (record.Fault == RecordFault.BadQuotes) Report("the quotes do not match");
        else if (record.Fault == RecordFault.TooLong) Report("longer than a row may be");
        else if (fields.Length != header.Columns.Count) Report($"{header.Columns.Count} fields expected, {fields.Length} found");
        else if (fields.Any(field => field.Length > MostCharsPerField)) Report($"a field is longer than {MostCharsPerField} characters");
        else Rows.Add(RowOf(number, record.Line, fields, header));

        void Report(string what)
        {
            if (++ProblemCount <= ProblemsKept) Problems.Add($"row {number}, line {record.Line}: {what}");
        }
    }

    MatchRow RowOf(int number, int line, string[] fields, ImportHeader header)
    {
        var identifiers = new List<Identifier>();
        string? id = null, contact = null;
        for (var i = 0; i < fields.Length; i++)
        {
            var value = fields[i].Trim();
            if (value.Length == 0) continue;
            if (ImportHeader.KindOf(header.Columns[i]) is { } kind) identifiers.Add(new Identifier(kind, value));
            else if (header.Columns[i] == ImportColumn.Lead) id ??= value;
            else if (header.Columns[i] == ImportColumn.Contact) contact ??= value;
        }

        return new MatchRow(id ?? $"{number}", line, [.. identifiers], contact, LeadProfile.Of(identifiers, contact, phones));
    }
}
