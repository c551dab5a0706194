using System.Text;
using System.Text.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Json;

/// <summary>Tells what a <see cref="JsonException"/> means to the sender, without repeating what was sent.</summary>
static class JsonFaults
{
    public static Problem Describe(JsonException fault)
    {
        var field = Pointer(fault.Path);
        var message = fault.Message;
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return ProblemCatalog.UnknownField.At(field);
        if (message.Contains("Duplicate property", StringComparison.Ordinal))
            return ProblemCatalog.MalformedJson with { Detail = "A field stands in it twice.", Field = field };
        if (message.Contains("missing required properties", StringComparison.Ordinal)) return ProblemCatalog.MissingField(field + "/" + Quoted(message));
        if (message.StartsWith("must be", StringComparison.Ordinal)) return ProblemCatalog.WrongType with { Detail = FirstLine(message), Field = field };
        if (message.Contains("could not be converted", StringComparison.Ordinal) || message.Contains("null values", StringComparison.Ordinal)) return ProblemCatalog.WrongType.At(field);
        return field.Length > 0 ? ProblemCatalog.MalformedJson.At(field) : ProblemCatalog.MalformedJson;
    }

    /// <summary><c>$.identifiers[0].kind</c> as the JSON pointer <c>/identifiers/0/kind</c>.</summary>
    static string Pointer(string? path)
    {
        if (path is null || path.Length < 2) return "";
        var pointer = new StringBuilder(path.Length);
        foreach (var c in path.AsSpan(1))
        {
            if (c is '.' or '[') pointer.Append('/');
            else if (c is not (']' or '\'') && pointer.Length < 200) pointer.Append(c);
        }

        return pointer.Replace("//", "/").ToString();
    }

    /// <summary>The name of the first member that is missing: ours, not the sender's.</summary>
    static string Quoted(string message)
    {
        var begin = message.LastIndexOf(": '", StringComparison.Ordinal);
        var end = begin < 0 ? -1 : message.IndexOf('\'', begin + 3);
        return end < 0 ? "" : message[(begin + 3)..end];
    }

    static string FirstLine(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
