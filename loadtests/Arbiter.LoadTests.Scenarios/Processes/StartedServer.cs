using System.Security.Cryptography;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Processes;

/// <summary>What an Arbiter that is started here stores in.</summary>
enum StoreKind { Postgres, Sqlite }

/// <summary>An Arbiter server with a store of its own, started for a measurement.</summary>
sealed class StartedServer : IAsyncDisposable
{
    readonly ServerProcess process;

    StartedServer(ServerProcess process, string adminToken) => (this.process, AdminToken) = (process, adminToken);

    public int Pid => process.Pid;
    public Target Target => process.Target;
    public string AdminToken { get; }

    /// <param name="knownToken">The admin token of a store that has one; null for an empty store.</param>
    /// <param name="settings">Further ones, which have no argument.</param>
    /// <param name="arguments">Further ones, such as the engine.</param>
    public static async Task<StartedServer> StartAsync(
        string dll, string connectionString, string logFile, CancellationToken stop, string? knownToken = null,
        IReadOnlyDictionary<string, string>? settings = null, params IReadOnlyList<string> arguments)
    {
        var adminToken = knownToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Arbiter"] = connectionString,
            ["ARBITER_ADMIN_TOKEN"] = adminToken,
            // As it is run for good: what it logs for each request would be measured too.
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            environment.Add(name, value);
        return new(await ServerProcess.StartAsync(dll, ["serve", .. arguments], environment, "readyz", logFile, stop), adminToken);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
