using System.CommandLine;
using System.Security.Cryptography;
using Arbiter.Server.Hosting;
using Arbiter.Storage;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter serve</c>, and <c>arbiter</c> alone.</summary>
static class ServeCommand
{
    public const string DatabaseSetting = "ConnectionStrings:Arbiter";

    public const string UrlsSetting = "ASPNETCORE_URLS";

    static readonly string DatabaseVariable = DatabaseSetting.Replace(":", "__", StringComparison.Ordinal);

    public static Option<bool> Demo { get; } = new("--demo") { Description = "Serve a seeded company with live traffic to look at (its own database: ./data/demo.db)." };

    public static Option<string?> Urls { get; } = new("--urls") { Description = $"Where to listen; {ServeOptions.DefaultUrl} when not given." };

    /// <summary>The same setting as <c>ConnectionStrings:Arbiter</c>, for all commands that open the database.</summary>
    public static Option<string?> Database { get; } = new("--database")
    {
        Description = "SQLite: 'Data Source=FILE'. PostgreSQL: 'Host=…;Database=…' or postgres://… . Else ConnectionStrings__Arbiter, else ./data/arbiter.db.",
    };

    /// <summary>The same setting as <c>Arbiter:Engine</c>.</summary>
    public static Option<string?> Engine { get; } = new("--engine")
    {
        Description = $"'{EngineChoice.Local}': decide in this process (the default). '{EngineChoice.Orleans}': be a silo of a cluster; needs PostgreSQL.",
    };

    /// <summary>The same setting as <c>Arbiter:Orleans:SiloPort</c>.</summary>
    public static Option<int?> SiloPort { get; } = new("--silo-port") { Description = "Where other silos reach this one; any free port when not given." };

    public static Command Build()
    {
        var command = new Command("serve", "Serve the API, the live feed and the web app.") { Demo, Urls, Database, Engine, SiloPort };
        command.SetAction(RunAsync);
        return command;
    }

    public static string? ConnectionString(ParseResult parsed) =>
        parsed.GetValue(Database) ?? Environment.GetEnvironmentVariable(DatabaseVariable);

    public static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var demo = parsed.GetValue(Demo);
        var database = ConnectionString(parsed) ?? (demo ? "Data Source=./data/demo.db" : null);
        var urls = parsed.GetValue(Urls) ?? Environment.GetEnvironmentVariable(UrlsSetting);
        var options = new ServeOptions(database, urls, demo, RandomNumberGenerator.GetInt32(int.MaxValue))
        {
            Engine = parsed.GetValue(Engine),
            SiloPort = parsed.GetValue(SiloPort),
        };
        try
        {
            await using var app = ArbiterApp.Build(options);
            await app.StartAsync(cancel);
            Console.WriteLine($"Arbiter listens on {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync(cancel);
            return Environment.ExitCode;
        }
        catch (Exception e) when ((e is StoreRefusedException or SettingException ? e.Message : Listening.WhyNot(e, urls ?? ServeOptions.DefaultUrl)) is { } why)
        {
            Console.Error.WriteLine(why);
            return 1;
        }
    }
}
