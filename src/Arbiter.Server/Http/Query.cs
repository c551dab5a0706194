using System.Globalization;
using Arbiter.Server.Problems;

namespace Arbiter.Server;

/// <summary>Reads query parameters; what cannot be read is a problem that names the parameter.</summary>
public static class Query
{
    public static int Limit(HttpContext http, int otherwise, int most)
    {
        if (Single(http, "limit") is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 && limit <= most
            ? limit
            : throw new ProblemException(ProblemCatalog.Invalid("?limit", $"A whole number from 1 to {most}."));
    }

    public static long Position(HttpContext http, string name, long otherwise)
    {
        if (Single(http, name) is not { } text) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw new ProblemException(ProblemCatalog.Invalid("?" + name, "A log position: a whole number from 0."));
    }

    /// <summary>An instant in RFC 3339, with its zone; without one nobody knows which is meant.</summary>
    public static DateTimeOffset Time(HttpContext http, string name)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];
        return Single(http, name) is { } text && HasZone(text)
            && DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
                ? at
                : throw new ProblemException(ProblemCatalog.Invalid("?" + name, "An instant with its zone: 2026-11-21T09:00:00Z or …+08:00 (write + as %2B)."));
    }

    public static T Choice<T>(HttpContext http, string name, T otherwise, params (string Name, T Value)[] choices)
    {
        if (Single(http, name) is not { } text) return otherwise;
        foreach (var choice in choices)
        {
            if (choice.Name == text) return choice.Value;
        }

        throw new ProblemException(ProblemCatalog.Invalid("?" + name, "One of: " + string.Join(", ", choices.Select(c => c.Name)) + "."));
    }

    /// <summary>Null when it is not there or empty. Twice is once too often: which one is meant?</summary>
    public static string? Single(HttpContext http, string name) => http.Request.Query[name] switch
    {
        [] or [null or ""] => null,
        [{ } text] => text,
        _ => throw new ProblemException(ProblemCatalog.Invalid("?" + name, "Once, not several times.")),
    };

    static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
