using System.Net;
using System.Text;

namespace Arbiter.LoadTests.Reports;

/// <summary>A report as one HTML file: the Markdown text, laid out, and pictures.</summary>
public static class HtmlReport
{
    const string Style = """
        body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:860px;margin:2rem auto;padding:0 1rem;color:#1f1f1f;background:#fff}
        table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #e5e5e5;padding:.25rem .75rem;text-align:left}
        td.number{text-align:right;font-variant-numeric:tabular-nums}svg{width:100%;margin:1rem 0}svg text{font-size:11px;fill:#555}
        svg .title{font-size:14px;fill:#1f1f1f}svg .grid{stroke:#e5e5e5}
        @media(prefers-color-scheme:dark){body{background:#141414;color:#e8e8e8}td,th{border-color:#333}svg text{fill:#aaa}svg .title{fill:#e8e8e8}svg .grid{stroke:#333}}
        """;

    /// <summary>Lays out Markdown of the few forms that our reports use: headings, tables, lists, paragraphs, bold.</summary>
    public static string Of(string title, string markdown, IEnumerable<string> pictures)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{Text(title)}</title><style>{Style}</style>\n");
        var inTable = false;
        var picturesLeft = pictures.ToList();
        foreach (var line in markdown.Split('\n', StringSplitOptions.TrimEntries))
        {
            var isRow = line.StartsWith('|');
            if (isRow != inTable)
                html.AppendLine(isRow ? "<table>" : "</table>");
            inTable = isRow;
            if (line.StartsWith("## ", StringComparison.Ordinal))
                AddPictures(html, picturesLeft);
            html.AppendLine(Block(line));
        }
        AddPictures(html, picturesLeft);
        return html.AppendLine("</html>").ToString();
    }

    // Pictures stand between the figures and what follows the first heading below them.
    static void AddPictures(StringBuilder html, List<string> pictures)
    {
        foreach (var picture in pictures)
            html.AppendLine(picture);
        pictures.Clear();
    }

    static string Block(string line) => line switch
    {
        "" => "",
        _ when line.StartsWith("|---", StringComparison.Ordinal) => "",
        _ when line.StartsWith('|') => $"<tr>{string.Concat(line.Trim('|').Split('|').Select(Cell))}</tr>",
        _ when line.StartsWith("# ", StringComparison.Ordinal) => $"<h1>{Text(line[2..])}</h1>",
        _ when line.StartsWith("## ", StringComparison.Ordinal) => $"<h2>{Text(line[3..])}</h2>",
        _ when line.StartsWith("- ", StringComparison.Ordinal) => $"<p>• {Text(line[2..])}</p>",
        _ => $"<p>{Text(line)}</p>",
    };

    static string Cell(string text)
    {
        var trimmed = text.Trim();
        var isNumber = trimmed.Length > 0 && (char.IsDigit(trimmed[0]) || trimmed[0] == '-');
        return $"<td{(isNumber ? " class='number'" : "")}>{Text(trimmed)}</td>";
    }

    static string Text(string text)
    {
        var parts = WebUtility.HtmlEncode(text).Split("**");
        return string.Concat(parts.Select((part, index) => index % 2 == 1 ? $"<b>{part}</b>" : part));
    }
}
