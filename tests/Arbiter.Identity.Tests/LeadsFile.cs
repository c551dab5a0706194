using System.Text;
using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

/// <summary>The sample leads, as they arrive, and which customer each one truly belongs to.</summary>
static class LeadsFile
{
    static readonly (string Column, IdentifierKind Kind)[] Columns =
    [
        ("phone", IdentifierKind.Phone), ("email", IdentifierKind.Email), ("company", IdentifierKind.Company),
        ("credit_code", IdentifierKind.CreditCode), ("wechat", IdentifierKind.WeChat), ("website", IdentifierKind.Website),
    ];

    internal sealed record Lead(string Customer, string Contact, Identifier[] Identifiers);

    internal static Lead[] Read()
    {
        var truth = Rows("leads.truth.csv").Skip(1).ToDictionary(row => row[0], row => row[1]);
        var rows = Rows("leads.csv").ToList();
        var columns = Columns.Select(c => (Index: rows[0].IndexOf(c.Column), c.Kind)).ToArray();
        var contact = rows[0].IndexOf("contact");
        return [.. rows.Skip(1).Select(row => new Lead(
            truth[row[0]],
            row[contact],
            [.. columns.Where(c => row[c.Index].Length > 0).Select(c => new Identifier(c.Kind, row[c.Index]))]))];
    }

    /// <summary>RFC 4180: quoted fields may hold commas, doubled quotes and line breaks.</summary>
    static IEnumerable<List<string>> Rows(string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", file)).ReplaceLineEndings("\n");
        var (row, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in text)
        {
            if (c == '"')
            {
                // A doubled quote closes and opens again: what was between the two is the quote itself.
                if (!isQuoted && field.Length > 0)
                    field.Append('"');
                isQuoted = !isQuoted;
            }
            else if (isQuoted || c is not (',' or '\n'))
            {
                field.Append(c);
            }
            else
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == ',')
                    continue;
                yield return row;
                row = [];
            }
        }
    }
}
