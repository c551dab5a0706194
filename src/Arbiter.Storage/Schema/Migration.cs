using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Arbiter.Storage.Schema;

/// <summary>
/// One numbered step of a schema: a <c>.sql</c> file built into a program. Its first line says who may go on beside it (docs/UPGRADES.md): <c>-- expand</c>, or
/// <c>-- contract: needs 5</c>. A file that says neither belongs to the baseline, which every program has to know.
/// </summary>
/// <param name="Number">1, 2, 3, … without a gap. The last one that a program knows is its level.</param>
/// <param name="Name">The file's name without its ending, such as <c>0001_log_and_state</c>.</param>
/// <param name="Sha256">Of the text, in lower-case hex: tells whether an applied step was changed afterwards.</param>
/// <param name="Needs">The lowest level of programs that may use the database after this step; 0 when it shuts nobody out.</param>
public sealed partial record Migration(int Number, string Name, string Sql, string Sha256, int Needs)
{
    /// <summary>Shuts out programs that could use the database until then.</summary>
    public bool IsContract => Needs > 0 && Needs < Number;

    /// <summary>For people: the name, and what it means for servers that are running.</summary>
    public string Description => IsContract ? $"{Name} (contract: servers below level {Needs} can no longer use the database)"
        : Needs == 0 ? $"{Name} (expand: servers of the previous release go on)"
        : Name;

    public static Migration Create(string name, string sql)
    {
        var number = int.Parse(name.AsSpan(0, name.IndexOf('_')), NumberStyles.None, CultureInfo.InvariantCulture);
        // A checkout with other line ends is the same migration.
        var text = sql.ReplaceLineEndings("\n");
        return new Migration(number, name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), NeedsOf(name, number, text));
    }

    /// <summary>The steps of one database, in order: those of this assembly, and of a further one that goes on from there.</summary>
    public static IReadOnlyList<Migration> Of(string database, Assembly? further = null) =>
        [.. In(typeof(Migration).Assembly, database).Concat(further is null ? [] : In(further, database)).OrderBy(m => m.Number)];

    /// <summary>The steps of a part that another assembly brings, as resources named <c>PART/Migrations/NAME.sql</c>, in order.</summary>
    public static IReadOnlyList<Migration> OfPart(string part, Assembly assembly) => [.. In(assembly, part).OrderBy(m => m.Number)];

    static IEnumerable<Migration> In(Assembly assembly, string part)
    {
        var prefix = part + "/Migrations/";
        return assembly.GetManifestResourceNames()
            .Select(name => (Name: name, Path: name.Replace('\\', '/')))
            .Where(n => n.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(n => Create(n.Path[prefix.Length..^".sql".Length], Read(assembly, n.Name)));

        static string Read(Assembly assembly, string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd();
        }
    }

    static int NeedsOf(string name, int number, string sql)
    {
        var first = sql.AsSpan(0, Math.Max(0, sql.IndexOf('\n'))).ToString();
        if (first is "-- expand") return 0;
        if (Contract().Match(first) is not { Success: true } contract) return number;
        var needs = int.Parse(contract.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return needs > 0 && needs < number
            ? needs
            : throw new FormatException($"{name}: a contract needs a level below its own number, or servers could not be upgraded one after the other.");
    }

    [GeneratedRegex("^-- contract: needs ([0-9]{1,6})$")]
    private static partial Regex Contract();
}
