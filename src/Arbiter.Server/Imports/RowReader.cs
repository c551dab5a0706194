using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Identity;
using Arbiter.Identity.Text;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Imports;

/// <summary>A row that can be decided. <paramref name="Content"/> is a digest of what the import reads of the row, and of how it was asked to read it.</summary>
public readonly record struct RowClaim(ReadClaim Claim, UInt128 Content);

/// <summary>Turns a record into a claim, the same way for every row. Problems name the column as docs/API.md does, and never what stands in it.</summary>
public sealed class RowReader(ImportHeader header, Scope scope, RepId? everybody, RepChoice reps, Caller caller, ClaimReader reader)
{
    const int MostCharsPerField = 1024;

    public Problem? Read(RawRecord record, out RowClaim row)
    {
        row = default;
        if (record.Fault == RecordFault.BadQuotes) return BadQuotes;
        if (record.Fault == RecordFault.TooLong) return RecordTooLong;
        var fields = header.Fields(record.Text);
        if (fields.Length != header.Columns.Count) return FieldCount(fields.Length);

        var identifiers = new List<IdentifierBody>();
        var columns = new List<ImportColumn>();
        string? channel = null, rep = null;
        for (var i = 0; i < fields.Length; i++)
        {
            var (column, value) = (header.Columns[i], fields[i].Trim());
            if (column == ImportColumn.Unknown || value.Length == 0) continue;
            if (value.Length > MostCharsPerField) return ProblemCatalog.Invalid(NameOf(column), $"At most {MostCharsPerField} characters.");
            if (column == ImportColumn.Channel) channel ??= Channel(value);
            else if (column == ImportColumn.Rep) rep ??= value;
            if (ImportHeader.KindOf(column) is not { } kind) continue;
            identifiers.Add(new IdentifierBody(IdentifierKinds.Name(kind), value));
            columns.Add(column);
        }

        if (reader.ReadKeys([.. identifiers], scope, out var keys, out var told) is { } problem) return WithColumns(problem, identifiers, columns);
        if (reps.Choose(rep, keys, out var claimant) is { } unknown) return unknown;
        row = new RowClaim(new ReadClaim(new ClaimCustomer(scope, claimant, keys, channel, caller.Actor), told), Digest(fields));
        return null;
    }

    /// <summary>A channel's short name out of what people write: <c>Web Form</c> is <c>web-form</c>. Null when that is not possible.</summary>
    static string? Channel(string text)
    {
        var folded = string.Join('-', FoldedText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return ShortName.IsValid(folded) ? folded : null;
    }

    /// <summary>
    /// Of the columns that are read, with their meaning, and the parameters. Not of the rep that was chosen: a retry after a change of the roster is still the
    /// same request.
    /// </summary>
    UInt128 Digest(string[] fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(scope.Value);
        Append(everybody?.Value ?? "");
        for (var i = 0; i < fields.Length; i++)
        {
            if (header.Columns[i] == ImportColumn.Unknown) continue;
            Append(NameOf(header.Columns[i]));
            Append(fields[i].Trim());
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());

        void Append(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(utf8.Length));
            hash.AppendData(utf8);
        }
    }

    /// <summary>Names columns where the claim's problem names places in a list that the sender never saw.</summary>
    Problem WithColumns(Problem problem, List<IdentifierBody> identifiers, List<ImportColumn> columns)
    {
        if (columns.Count == 0) return ProblemCatalog.NoUsableIdentifier with { Detail = "Every identifier column is empty.", Field = null };
        if (problem.Code != ProblemCatalog.NoUsableIdentifier.Code) return problem with { Field = null };
        var refused = identifiers.Select((identifier, i) => IdentifierKinds.TryParse(identifier.Kind, out var kind)
            ? $"{NameOf(columns[i])} {reader.Normalize(new Identifier(kind, identifier.Value!)).Refusal}"
            : NameOf(columns[i]));
        return problem with { Detail = "Refused: " + string.Join(", ", refused) + ".", Field = NameOf(columns[0]) };
    }

    static string NameOf(ImportColumn column) => column switch
    {
        ImportColumn.CreditCode => "creditCode",
        ImportColumn.WeChat => "wechat",
        ImportColumn.Lead => "leadId",
        _ => column.ToString().ToLowerInvariant(),
    };

    static Problem BadQuotes { get; } = new(
        422, "malformed-row", "The quotes of this row do not match.", "Close every quoted field, and write a quote inside of one twice. Reading went on with the next line.");

    static Problem RecordTooLong { get; } = new(
        422, "malformed-row", "The row is too long.", $"At most {RecordSplitter.MostChars} characters. Reading went on with the next line.");

    Problem FieldCount(int found) => new(
        422, "malformed-row", "The row does not have as many fields as the first line.", $"{header.Columns.Count} expected, {found} found.");
}
