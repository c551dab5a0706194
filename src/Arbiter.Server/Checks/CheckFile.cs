using System.Collections.Immutable;
using System.Text;
using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Identity;
using Arbiter.Identity.Similarity;
using Arbiter.Server.Claims;
using Arbiter.Server.Imports;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Checks;

/// <summary>A row of a checked file: what is looked up, or why it cannot be; what is to be said of its identifiers; and the earlier row that is the same customer.</summary>
sealed record CheckedRow(ImmutableArray<ClaimedKey> Keys, ImmutableArray<ReadIdentifier> Identifiers, string? Unusable, int? DuplicateOf);

/// <summary>
/// A file as it is checked, read twice by the rules of the import: once as a whole, to find rows that are one customer, and once row by row, to answer each
/// beside what stands in it. Holds the identifiers of all rows, hence the limit on rows.
/// </summary>
sealed class CheckFile(Stream body, FileEncoding encoding, Scope scope, ClaimReader reader)
{
    const int MostCharsPerField = 1024;

    ImportHeader? header;

    /// <summary>Every row, in order; or the problem with the file.</summary>
    public Problem? Read(SimilarityThresholds thresholds, int mostRows, CancellationToken cancel, out List<CheckedRow> rows)
    {
        rows = [];
        var records = Open();
        if (ImportHeader.Read(records, out var found) is { } problem) return problem;
        header = found;
        var profiles = new List<LeadProfile>();
        while (records.Next() is { } record)
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Count == mostRows)
                return ProblemCatalog.TooMany("", mostRows) with { Field = null, Detail = $"At most {mostRows} rows in one check. Split the file." };
            var (row, profile) = Read(record);
            rows.Add(row);
            profiles.Add(profile);
        }

        var clusters = Matcher.Match(profiles, thresholds).Clusters;
        for (var i = 0; i < rows.Count; i++)
        {
            if (clusters[i] != i && rows[i].Unusable is null) rows[i] = rows[i] with { DuplicateOf = clusters[i] + 1 };
        }

        return null;
    }

    /// <summary>The separator and the text of each record, the first line's first. A record that could not be read comes as empty fields.</summary>
    public (char Separator, IEnumerable<string> Records) Again()
    {
        // The splitter's, for it decides what a record is.
        var separator = header!.Options.Separator!.Value;
        return (separator, Records());

        IEnumerable<string> Records()
        {
            var records = Open();
            records.Separator = separator;
            while (records.Next() is { } record) yield return record.Fault == RecordFault.None ? record.Text : new string(separator, header.Columns.Count - 1);
        }
    }

    RecordSplitter Open()
    {
        body.Position = 0;
        return new RecordSplitter(new StreamReader(body, encoding.Encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true));
    }

    (CheckedRow Row, LeadProfile Profile) Read(RawRecord record)
    {
        if (record.Fault != RecordFault.None) return Unusable("malformed-row");
        var fields = header!.Fields(record.Text);
        if (fields.Length != header.Columns.Count) return Unusable("malformed-row");
        var identifiers = new List<IdentifierBody>();
        string? contact = null;
        for (var i = 0; i < fields.Length; i++)
        {
            var (column, value) = (header.Columns[i], fields[i].Trim());
            if (column == ImportColumn.Unknown || value.Length == 0) continue;
            if (value.Length > MostCharsPerField) return Unusable("invalid-value");
            if (column == ImportColumn.Contact) contact ??= value;
            if (ImportHeader.KindOf(column) is { } kind) identifiers.Add(new IdentifierBody(IdentifierKinds.Name(kind), value));
        }

        if (reader.ReadKeys([.. identifiers], scope, out var keys, out var told) is { } problem) return Unusable(problem.Code, told);
        var profile = LeadProfile.OfKeys(keys.Select(k => new NormalizedKey(k.Key.Kind, k.Key.Value, k.Strength, null)), contact is null ? null : [contact]);
        return (new CheckedRow(keys, told, null, null), profile);
    }

    static (CheckedRow, LeadProfile) Unusable(string why, ImmutableArray<ReadIdentifier> told = default) =>
        (new CheckedRow([], told.IsDefault ? [] : told, why, null), LeadProfile.OfKeys([]));
}
