using System.Text.Json;
using Spectre.Console;

namespace Arbiter.Server.Cli;

/// <summary>Counts what a server answered to an import, and shows it at the end.</summary>
sealed class ImportReport
{
    const int ProblemsShown = 20;

    readonly SortedDictionary<string, int> verdicts = new(StringComparer.Ordinal);
    readonly List<string> problems = [];
    int problemCount;
    int replayed;
    string encoding = "";

    public int Rows { get; private set; }

    /// <summary>Rows that got no ruling because the server had no time for them.</summary>
    public int Undecided { get; private set; }

    public bool HasSummary { get; private set; }

    public void Clear()
    {
        verdicts.Clear();
        problems.Clear();
        (problemCount, replayed, Rows, Undecided, HasSummary) = (0, 0, 0, 0, false);
    }

    public void Take(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        if (root.TryGetProperty("summary", out var summary))
        {
            HasSummary = true;
            encoding = summary.GetProperty("encoding").GetString()!;
            return;
        }

        Rows++;
        if (root.TryGetProperty("ruling", out var ruling))
        {
            var verdict = ruling.GetProperty("verdict").GetString()!;
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
            if (ruling.TryGetProperty("replayed", out _)) replayed++;
            return;
        }

        var problem = root.GetProperty("problem");
        if (problem.GetProperty("status").GetInt32() is 429 or 503) Undecided++;
        if (++problemCount > ProblemsShown) return;
        var field = problem.TryGetProperty("field", out var name) ? $" [{name.GetString()}]" : "";
        problems.Add($"row {root.GetProperty("row").GetInt32()}, line {root.GetProperty("line").GetInt32()}{field}: {problem.GetProperty("title").GetString()}"
            + (problem.TryGetProperty("detail", out var detail) ? $" {detail.GetString()}" : ""));
    }

    public void Print(int expected)
    {
        if (Console.IsOutputRedirected) PrintPlain();
        else PrintTable();
        Console.WriteLine($"{Rows} of {expected} rows answered{(encoding.Length > 0 ? $" ({encoding})" : "")}, {replayed} of them as decided before.");
        if (problemCount > 0) Console.WriteLine($"{problemCount} rows with a problem{(problemCount > ProblemsShown ? $", the first {ProblemsShown}:" : ":")}");
        foreach (var problem in problems) Console.WriteLine("  " + problem);
    }

    void PrintPlain()
    {
        foreach (var (verdict, count) in verdicts) Console.WriteLine($"{verdict} {count}");
        Console.WriteLine($"problem {problemCount}");
    }

    void PrintTable()
    {
        var table = new Table().AddColumn("Verdict").AddColumn(new TableColumn("Rows").RightAligned());
        foreach (var (verdict, count) in verdicts) table.AddRow(verdict, count.ToString("N0"));
        AnsiConsole.Write(table.AddRow("problem", problemCount.ToString("N0")));
    }
}
