using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Arbiter.Storage.Schema;

/// <summary>One numbered step of a schema: a <c>.sql</c> file built into the program.</summary>
/// <param name="Number">1, 2, 3, … without a gap.</param>
/// <param name="Name">The file's name without its ending, such as <c>0001_log_and_state</c>.</param>
/// <param name="Sha256">Of the text, in lower-case hex: tells whether an applied step was changed afterwards.</param>
public sealed record Migration(int Number, string Name, string Sql, string Sha256)
{
    public static Migration Create(string name, string sql)
    {
        var number = int.Parse(name.AsSpan(0, name.IndexOf('_')), NumberStyles.None, CultureInfo.InvariantCulture);
        // A checkout with other line ends is the same migration.
        var text = sql.ReplaceLineEndings("\n");
        return new Migration(number, name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The steps of one database, in order.</summary>
    public static IReadOnlyList<Migration> Of(string database) => Of(database, typeof(Migration).Assembly);

    /// <summary>The steps that another assembly brings as resources named <c>PART/Migrations/NAME.sql</c>, in order.</summary>
    public static IReadOnlyList<Migration> Of(string part, Assembly assembly)
    {
        var prefix = part + "/Migrations/";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Select(name => (Name: name, Path: name.Replace('\\', '/')))
                .Where(n => n.Path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(n => Create(n.Path[prefix.Length..^".sql".Length], Read(n.Name)))
                .OrderBy(m => m.Number),
        ];

        string Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd();
        }
    }
}
