using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Processes;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.DoubleOwner;

/// <summary>What came of two claims that met.</summary>
/// <param name="System">Whose servers.</param>
/// <param name="AtOnce">The two claims, each at a server of its own.</param>
/// <param name="Afterwards">What a third rep is told: by the first server, by the second, and by one that is started then.</param>
/// <param name="Stored">How often the store has the customer.</param>
public sealed record Met(string System, IReadOnlyList<ToldClaim> AtOnce, IReadOnlyList<ToldClaim> Afterwards, long Stored)
{
    /// <summary>Reps who were told that the customer is theirs.</summary>
    public int Owners => AtOnce.Count(claim => claim.Granted);
}

/// <summary>
/// Two processes that serve one database and do not know of each other, as in a fail-over or a split network; the same customer is claimed at both, and the two writes
/// meet. The same schedule for the textbook and for Arbiter.
/// </summary>
static class Schedule
{
    /// <param name="dll">The textbook arbiter.</param>
    /// <param name="postgres">Where its database is made.</param>
    /// <param name="logs">For what the servers log.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<Met> OfTextbookAsync(string dll, ThrowawayPostgres postgres, Workspace logs, CancellationToken stop)
    {
        var database = await postgres.CreateDatabaseAsync("double_textbook", stop);
        await using var one = await StartAsync("one");
        await using var other = await StartAsync("other");
        return await RunAsync(
            "textbook Orleans", database, "orleansstorage", "SELECT count(*) FROM orleansstorage", [one.Target, other.Target], "none",
            async () => await StartAsync("later"), late => ((ServerProcess)late).Target, stop);

        Task<ServerProcess> StartAsync(string name) => TextbookServer.StartAsync(dll, database, logs.Path($"textbook-{name}.log"), stop);
    }

    /// <param name="dll">Arbiter's server.</param>
    /// <param name="postgres">Where its database is made.</param>
    /// <param name="logs">For what the servers log.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="arguments">Further arguments of the server, such as the engine.</param>
    public static async Task<Met> OfArbiterAsync(string dll, ThrowawayPostgres postgres, Workspace logs, CancellationToken stop, params IReadOnlyList<string> arguments)
    {
        var name = arguments.Count == 0 ? "Arbiter" : $"Arbiter {string.Join(' ', arguments)}";
        var database = await postgres.CreateDatabaseAsync($"double_arbiter_{arguments.Count}", stop);
        await using var one = await StartAsync("one", null);
        await using var other = await StartAsync("other", one.AdminToken);
        var session = await ServerSetup.PrepareAsync([one.Target, other.Target], one.AdminToken, seed: 1, Identifiers.Phone, stop);
        return await RunAsync(
            name, database, "keys", "SELECT count(*) FROM keys", [one.Target, other.Target], session.ChannelToken,
            async () => await StartAsync("later", one.AdminToken), late => ((StartedServer)late).Target, stop);

        // Silos of one cluster would know of each other, and send both claims to one grain; replicas would send them to the one that leads.
        Task<StartedServer> StartAsync(string server, string? token) => StartedServer.StartAsync(
            dll, database, logs.Path($"arbiter-{arguments.Count}-{server}.log"), stop, token,
            new Dictionary<string, string> { ["Arbiter__Orleans__ClusterId"] = server, ["Arbiter__Replicas__Relay"] = "off" }, arguments);
    }

    static async Task<Met> RunAsync(
        string system, string database, string table, string count, IReadOnlyList<Target> servers, string token,
        Func<Task<IAsyncDisposable>> startLater, Func<IAsyncDisposable, Target> targetOf, CancellationToken stop)
    {
        var collision = new Collision(database);
        await collision.BuildGateAsync(table, stop);
        var (first, second) = await collision.MeetAsync(
            () => Claimant.ClaimAsync(servers[0], token, rep: 0, stop), () => Claimant.ClaimAsync(servers[1], token, rep: 1, stop), stop);
        List<ToldClaim> afterwards = [];
        foreach (var server in servers)
            afterwards.Add(await Claimant.ClaimAsync(server, token, rep: 2, stop));
        await using var later = await startLater();
        afterwards.Add(await Claimant.ClaimAsync(targetOf(later), token, rep: 2, stop));
        return new(system, [first, second], afterwards, await collision.CountAsync(count, stop));
    }
}
