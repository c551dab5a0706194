using System.Globalization;
using System.Text.RegularExpressions;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>
/// The least a database can do for a claim: one prepared INSERT … ON CONFLICT in a transaction of its own, without HTTP, policy,
/// reasons, log or feed.
/// </summary>
sealed partial class PgbenchContestant(ThrowawayPostgres postgres, Workspace workspace, Durations durations)
{
    public const string Name = "pgbench";
    const int Clients = 64, Threads = 2;

    const string FirstClaims =
        """
        \set key random(1, 9000000000000000000)
        \set rep random(1, 24)
        INSERT INTO claims_ref(key, owner, at) VALUES (:key, :rep, now()) ON CONFLICT (key) DO NOTHING RETURNING owner;
        """;

    const string HotKey =
        """
        \set rep random(1, 24)
        INSERT INTO claims_ref(key, owner, at) VALUES (1, :rep, now())
          ON CONFLICT (key) DO UPDATE SET attempts = claims_ref.attempts + 1 RETURNING owner;
        """;

    public async Task<IReadOnlyList<Figure>> RunAsync(string database, IReadOnlyList<string> loads, CancellationToken stop)
    {
        var connectionString = await postgres.CreateDatabaseAsync(database, stop);
        await ThrowawayPostgres.ExecuteAsync(
            connectionString,
            "CREATE TABLE claims_ref(key bigint PRIMARY KEY, owner int NOT NULL, at timestamptz NOT NULL, attempts int NOT NULL DEFAULT 1)", stop);
        var figures = new List<Figure>();
        foreach (var load in loads)
            figures.Add(await RunAsync(database, load, load == Loads.Hot ? HotKey : FirstClaims, stop));
        return figures;
    }

    async Task<Figure> RunAsync(string database, string load, string script, CancellationToken stop)
    {
        var file = workspace.Path($"{load}.sql");
        await File.WriteAllTextAsync(file, script, stop);
        await PgbenchAsync(database, file, durations.PgbenchWarmUp, stop);
        var meter = new CostMeter([], postgres, database);
        var before = await meter.ReadAsync(stop);
        var output = await PgbenchAsync(database, file, durations.Pgbench, stop);
        var cost = await meter.ReadAsync(stop) - before;
        var claims = double.Parse(Processed().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        var peak = double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        var paced = load == Loads.Storm ? await PacedAsync(database, file, peak * Contest.PacedShare, stop) : default;
        return new()
        {
            Contestant = Name,
            Load = load,
            ClaimsPerSecond = peak,
            P99Ms = paced.P99Ms,
            LongestSyncMs = paced.LongestSyncMs,
            RowsPerClaim = cost.Rows / claims,
            BytesPerClaim = cost.Bytes / claims,
            PostgresCpuSecondsPer1000 = cost.PostgresCpuSeconds / claims * 1000,
            GeneratorCpuSecondsPer1000 = cost.GeneratorCpuSeconds / claims * 1000,
            OthersCpuPercent = cost.OthersCpuPercent,
        };
    }

    /// <summary>What this machine's PostgreSQL and disk let nobody go below: the p99 from the planned instants on, at 70 % of the peak.</summary>
    async Task<(double? P99Ms, double? LongestSyncMs)> PacedAsync(string database, string file, double rate, CancellationToken stop)
    {
        await using var disk = DiskProbe.Start(workspace);
        var prefix = workspace.Path("pgbench_log");
        string[] paced = ["-R", rate.ToString("0", CultureInfo.InvariantCulture)];
        await PgbenchAsync(database, file, durations.PacedWarmUp, stop, paced);
        await PgbenchAsync(database, file, durations.Paced, stop, [.. paced, "-l", $"--log-prefix={prefix}"]);
        var longest = await disk.EndAsync();
        var logs = Directory.GetFiles(Path.GetDirectoryName(prefix)!, "pgbench_log*");
        var p99 = PgbenchLog.PercentileMs(logs.SelectMany(File.ReadLines), 99);
        foreach (var log in logs)
            File.Delete(log);
        return (p99, longest.TotalMilliseconds);
    }

    Task<string> PgbenchAsync(string database, string file, TimeSpan during, CancellationToken stop, params IEnumerable<string> further) => Tool.RunAsync(
        stop, postgres.Program("pgbench"),
        ["-n", "-M", "prepared", "-c", $"{Clients}", "-j", $"{Threads}", "-T", $"{during.TotalSeconds:0}", "-f", file, .. further,
        "-h", "127.0.0.1", "-p", $"{postgres.Port}", "-U", "postgres", database]);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Processed();
}
