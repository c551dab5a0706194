using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Arbiter.LoadTests.Reports;

/// <summary>Writes a report as JSON, Markdown and HTML into a directory of its own.</summary>
public static class ReportFiles
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // A ratio to nothing measured is no number, and must not cost the report.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the report of a scenario; returns its directory.</summary>
    public static string Write(RunReport report, string root) => Write(
        root, report.Scenario, report.EndedUtc, report, MarkdownReport.Of(report), RunCharts.Of(report));

    /// <summary>Writes any report; returns its directory.</summary>
    public static string Write(string root, string name, DateTime utc, object report, string markdown, IEnumerable<string> pictures)
    {
        var directory = Path.Combine(root, $"{name}-{utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "report.json"), JsonSerializer.Serialize(report, json));
        File.WriteAllText(Path.Combine(directory, "report.md"), markdown);
        File.WriteAllText(Path.Combine(directory, "report.html"), HtmlReport.Of(name, markdown, pictures));
        return directory;
    }
}
