using System.Text.RegularExpressions;

namespace Arbiter.Deployment.Tests.Program;

/// <summary>
/// The settings of the Orleans engine, read from its source: the build that these tests belong to may be one without it.
/// </summary>
static partial class Sources
{
    static readonly Lazy<HashSet<string>> Names = new(() =>
    [
        .. Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)),
    ]);

    /// <summary>Names of settings below <c>Arbiter:Orleans</c>; none in a checkout without that engine.</summary>
    public static IReadOnlySet<string> OrleansSettings => Names.Value;

    [GeneratedRegex("\"(Arbiter:Orleans:[A-Za-z]+)\"")]
    private static partial Regex Literal();
}
