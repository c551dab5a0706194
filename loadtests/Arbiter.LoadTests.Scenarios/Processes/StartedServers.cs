using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Processes;

/// <summary>Replicas of Arbiter on one store, started for a measurement.</summary>
sealed class StartedServers : IAsyncDisposable
{
    readonly List<StartedServer> servers = [];

    StartedServers()
    {
    }

    public IReadOnlyList<int> Pids => [.. servers.Select(server => server.Pid)];
    public IReadOnlyList<Target> Targets => [.. servers.Select(server => server.Target)];
    public string AdminToken => servers[0].AdminToken;

    /// <summary>Starts them one after another: the first makes the schema and the admin's token.</summary>
    public static async Task<StartedServers> StartAsync(
        int count, string dll, string connectionString, Func<int, string> logFileOf, CancellationToken stop, params IReadOnlyList<string> arguments)
    {
        var started = new StartedServers();
        try
        {
            for (var number = 1; number <= count; number++)
            {
                var knownToken = number == 1 ? null : started.AdminToken;
                started.servers.Add(await StartedServer.StartAsync(dll, connectionString, logFileOf(number), stop, knownToken, arguments: arguments));
            }
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
            await server.DisposeAsync();
    }
}
