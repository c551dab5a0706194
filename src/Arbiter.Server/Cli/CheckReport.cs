namespace Arbiter.Server.Cli;

/// <summary>Counts the rows of a checked file by verdict, while its lines come in.</summary>
public sealed class CheckReport
{
    const string Verdict = "arbiter_verdict";

    const string Separators = ",;\t|";

    readonly SortedDictionary<string, int> verdicts = new(StringComparer.Ordinal);
    bool inQuotes;
    int behind = -1;

    /// <summary>How many rows got which verdict.</summary>
    public IReadOnlyDictionary<string, int> Verdicts => verdicts;

    public int Rows { get; private set; }

    /// <summary>The next line, without its end. True when a row ends with it: a record goes on with the next line while a quote is open.</summary>
    public bool Add(string line)
    {
        if (line.Count(c => c == '"') % 2 != 0) inQuotes = !inQuotes;
        if (inQuotes) return false;
        if (behind < 0)
        {
            behind = FieldsBehindVerdict(line);
            return false;
        }

        var verdict = VerdictOf(line);
        verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
        Rows++;
        return true;
    }

    /// <summary>The server's own columns are the last ones, and hold neither quotes nor separators.</summary>
    static int FieldsBehindVerdict(string header)
    {
        var at = header.LastIndexOf(Verdict, StringComparison.Ordinal);
        return at < 0 ? 0 : header.AsSpan(at).CountAny(Separators);
    }

    string VerdictOf(string line)
    {
        var upTo = line.AsSpan();
        for (var i = 0; i < behind; i++) upTo = upTo[..Math.Max(0, upTo.LastIndexOfAny(Separators))];
        return upTo[(upTo.LastIndexOfAny(Separators) + 1)..].ToString();
    }
}
