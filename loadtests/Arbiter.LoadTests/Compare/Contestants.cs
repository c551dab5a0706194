using Arbiter.LoadTests.Engine;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>What contestants of one round share.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Workspace">For their files.</param>
/// <param name="Postgres">A server for this round; null when nobody needs one.</param>
/// <param name="Durations">How long each part lasts.</param>
/// <param name="Seed">Chooses the customers.</param>
/// <param name="ServerDll">Arbiter's server, built for release.</param>
/// <param name="Replicas">How many servers share the load where there are several.</param>
sealed record Round(int Number, Workspace Workspace, ThrowawayPostgres? Postgres, Durations Durations, int Seed, string ServerDll, int Replicas)
{
    public ThrowawayPostgres NeedPostgres => Postgres ?? throw new InvalidOperationException("This round has no PostgreSQL.");
}

/// <summary>Measures some loads of a contestant.</summary>
delegate Task<IReadOnlyList<Figure>> MeasureContestant(Round round, IReadOnlyList<string> loads, CancellationToken stop);

/// <summary>Somebody to be measured.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Loads">The loads that it can take.</param>
/// <param name="OnPostgres">It needs the round's PostgreSQL.</param>
/// <param name="MeasureAsync">Starts it, measures it and ends it.</param>
sealed record Contestant(string Name, IReadOnlyList<string> Loads, bool OnPostgres, MeasureContestant MeasureAsync)
{
    /// <summary>Only measured when it is asked for.</summary>
    public bool OnRequest { get; init; }
}

/// <summary>All contestants.</summary>
static class Contestants
{
    /// <summary>Several servers on one database.</summary>
    public const string Replicas = "arbiter-replicas";

    /// <summary>The Orleans engine in one silo, and the textbook's grain.</summary>
    public const string Orleans = "arbiter-orleans", Textbook = "textbook-orleans";

    static readonly string[] single = [Loads.Storm, Loads.Hot], onOneFile = [Loads.Storm, Loads.Hot, Loads.Batch];

    /// <summary>In the order in which a round measures them.</summary>
    public static IReadOnlyList<Contestant> All { get; } =
    [
        new("pgbench", single, true, (round, loads, stop) =>
            new PgbenchContestant(round.NeedPostgres, round.Workspace, round.Durations).RunAsync($"pgbench_{round.Number}", loads, stop)),
        new("arbiter-postgres", Loads.All, true, (round, loads, stop) =>
            Arbiter(round).OnPostgresAsync(round.NeedPostgres, $"arbiter_{round.Number}", loads, stop)),
        new(Replicas, Loads.All, true, (round, loads, stop) =>
            Arbiter(round).ReplicasAsync(round.Replicas, round.NeedPostgres, $"replicas_{round.Number}", loads, stop)) { OnRequest = true },
        new(Orleans, Loads.All, true, (round, loads, stop) =>
            new ArbiterContestant(Artifacts.OrleansServerDll, round.Workspace, round.Durations, round.Seed)
                .OnOrleansAsync(round.NeedPostgres, $"silo_{round.Number}", loads, stop)) { OnRequest = true },
        new(Textbook, single, true, (round, loads, stop) =>
            new TextbookContestant(Artifacts.TextbookDll, round.Workspace, round.Durations, round.Seed)
                .RunAsync(round.NeedPostgres, $"textbook_{round.Number}", loads, stop)) { OnRequest = true },
        new("arbiter-sqlite", onOneFile, false, (round, loads, stop) =>
            Arbiter(round).OnSqliteAsync($"sqlite_{round.Number}", loads, stop)),
        new("engine-memory", single, false, (round, loads, stop) =>
            Engine(round).RunAsync(EngineContestant.InMemory, EngineSession.InMemory, null, "", loads, stop)),
        new("engine-sqlite", single, false, EngineOnSqliteAsync),
        new("engine-postgres", single, true, EngineOnPostgresAsync),
        new("constant", [Loads.Storm], false, (round, _, stop) =>
            new ConstantContestant(round.Workspace, round.Durations, round.Seed).RunAsync($"constant_{round.Number}", stop)),
    ];

    static ArbiterContestant Arbiter(Round round) => new(round.ServerDll, round.Workspace, round.Durations, round.Seed);

    static EngineContestant Engine(Round round) => new(round.Durations, round.Seed);

    static Task<IReadOnlyList<Figure>> EngineOnSqliteAsync(Round round, IReadOnlyList<string> loads, CancellationToken stop)
    {
        var directory = Directory.CreateDirectory(round.Workspace.Path($"engine_{round.Number}")).FullName;
        return Engine(round).RunAsync(EngineContestant.OnSqlite, $"Data Source={Path.Combine(directory, "arbiter.db")}", null, "", loads, stop);
    }

    static async Task<IReadOnlyList<Figure>> EngineOnPostgresAsync(Round round, IReadOnlyList<string> loads, CancellationToken stop)
    {
        var database = $"engine_{round.Number}";
        var journal = await round.NeedPostgres.CreateDatabaseAsync(database, stop);
        return await Engine(round).RunAsync(EngineContestant.OnPostgres, journal, round.Postgres, database, loads, stop);
    }
}
