using System.Diagnostics;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Chaos;

/// <summary>
/// Kills a random server every period, has it start again, and in between does something to the way between a random server and the database. All of it from one seed.
/// </summary>
sealed class Disturber(ProofRun run, ChaosPlan plan, IReadOnlyList<ServerProcess> servers, IReadOnlyList<FaultProxy> links, ClaimTraffic traffic, Recovery recovery)
{
    const int Resets = 3;
    static readonly TimeSpan Down = TimeSpan.FromSeconds(1);
    static readonly TimeSpan FaultFrom = TimeSpan.FromSeconds(9);
    static readonly TimeSpan FaultLength = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, int> done = [];
    readonly Queue<int> kinds = new();
    readonly long began = Stopwatch.GetTimestamp();

    public int Kills { get; private set; }

    /// <summary>What was done, and how often.</summary>
    public override string ToString() => string.Join(", ", done.Select(d => $"{d.Value} {d.Key}"));

    public async Task RunAsync(CancellationToken cancel)
    {
        for (var period = 0; (period + 1) * plan.Period <= plan.Length; period++)
        {
            await UntilAsync(period * plan.Period, cancel);
            await KillAsync(run.Random.Next(servers.Count), cancel);
            await UntilAsync(period * plan.Period + FaultFrom, cancel);
            recovery.Over();
            await DisturbAsync(run.Random.Next(servers.Count), cancel);
        }

        await UntilAsync(plan.Length, cancel);
    }

    async Task KillAsync(int server, CancellationToken cancel)
    {
        Note($"kill -9 of server {server}", "kills");
        Kills++;
        await servers[server].KillAsync();
        var probing = recovery.KilledAsync(server, traffic, servers.Count);
        await Task.Delay(Down, cancel);
        await servers[server].StartAsync();
        await probing;
    }

    async Task DisturbAsync(int server, CancellationToken cancel)
    {
        var link = links[server];
        // Each kind comes as often as the others, in no order.
        if (kinds.Count == 0) Shuffled().ForEach(kinds.Enqueue);
        var kind = kinds.Dequeue();
        if (kind == Resets)
        {
            await ResetsAsync(server, link, cancel);
            return;
        }

        var fault = (LinkFault)(kind + 1);
        Note($"server {server}: {fault}", fault.ToString());
        link.Set(fault);
        await Task.Delay(FaultLength, cancel);
        link.Set(LinkFault.None);
    }

    async Task ResetsAsync(int server, FaultProxy link, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(FaultLength);
        try
        {
            while (true)
            {
                var moment = run.Random.Next(2) == 0 ? Moment.Committed : Moment.Committing;
                await link.FailAtAsync(moment, limit.Token);
                Note($"server {server}: reset when {moment}", $"resets when {moment}");
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Enough.
        }
    }

    List<int> Shuffled()
    {
        int[] all = [0, 1, 2, Resets];
        run.Random.Shuffle(all);
        return [.. all];
    }

    void Note(string what, string kind)
    {
        done[kind] = done.GetValueOrDefault(kind) + 1;
        run.Note($"{Stopwatch.GetElapsedTime(began).TotalSeconds,7:F1} s  {what}");
    }

    async Task UntilAsync(TimeSpan at, CancellationToken cancel)
    {
        if (at - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } rest) await Task.Delay(rest, cancel);
    }
}
