using System.Diagnostics;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Chaos;

/// <summary>How clients fare around kills: those whose server it was, and everybody else.</summary>
sealed class Recovery
{
    /// <summary>What counts as "after the kill"; what counts as "before" is as long.</summary>
    static readonly TimeSpan Window = TimeSpan.FromSeconds(8);

    /// <summary>So many keys of the killed server are claimed at once at others.</summary>
    const int Probed = 12;

    readonly Lock gate = new();
    readonly Dictionary<int, Queue<Operation>> lately = [];
    readonly Dictionary<string, long> orphans = [];
    readonly List<TimeSpan> orphaned = [];
    readonly List<TimeSpan> probes = [];
    readonly List<double> beside = [];
    readonly List<double> calm = [];
    readonly List<double> worst = [];
    List<double> now = [];
    (int Server, long At)? kill;
    int unanswered;
    int number;

    /// <summary>The longest that anybody waited for an answer on a killed server's keys, from the kill on.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (gate) return orphaned.Concat(probes).DefaultIfEmpty().Max();
        }
    }

    /// <summary>99 of 100 attempts at servers that were not killed, within the window after a kill, took at most this. Over all kills.</summary>
    public TimeSpan Others
    {
        get
        {
            lock (gate) return TimeSpan.FromMilliseconds(Percentile(beside, 0.99));
        }
    }

    /// <summary>From many threads.</summary>
    public void Note(Tried tried)
    {
        lock (gate)
        {
            if (tried.Answered && tried.Operation.Keys.Length > 0)
            {
                if (!lately.TryGetValue(tried.Server, out var keys)) lately.Add(tried.Server, keys = new Queue<Operation>());
                keys.Enqueue(tried.Operation);
                if (keys.Count > Probed) keys.Dequeue();
            }

            if (tried.Answered && orphans.Remove(tried.Operation.Id, out var since)) orphaned.Add(Stopwatch.GetElapsedTime(since, tried.Returned));
            if (kill is not { } killed || Stopwatch.GetElapsedTime(killed.At, tried.Sent) > Window)
            {
                calm.Add(Milliseconds(tried));
            }
            else if (tried.Server == killed.Server)
            {
                if (!tried.Answered && tried.Returned >= killed.At) orphans.TryAdd(tried.Operation.Id, Math.Max(killed.At, tried.Sent));
            }
            else if (tried.Returned >= killed.At)
            {
                now.Add(Milliseconds(tried));
                beside.Add(Milliseconds(tried));
                if (!tried.Answered) unanswered++;
            }
        }
    }

    /// <summary>To be called right after the kill; ends when the keys that this server answered last were answered by others.</summary>
    public async Task KilledAsync(int server, ClaimTraffic traffic, int servers)
    {
        Operation[] keys;
        var at = Stopwatch.GetTimestamp();
        lock (gate)
        {
            kill = (server, at);
            now = [];
            // What is older may have been checked and forgotten.
            keys = lately.TryGetValue(server, out var known) ? [.. known.Where(o => o.Generation >= traffic.Generation - 1)] : [];
        }

        using var http = new ArbiterClient(patience: TimeSpan.FromSeconds(5));
        var answered = await Task.WhenAll(keys.Select((o, i) => traffic.ClaimAtAsync(http, (server + 1 + i % (servers - 1)) % servers, o, ++number)));
        lock (gate) probes.AddRange(answered.Select(o => o.Fate == Fate.Answered ? Stopwatch.GetElapsedTime(at, o.Returned) : TimeSpan.MaxValue));
    }

    /// <summary>The window after the last kill is over: network faults may begin.</summary>
    public void Over()
    {
        lock (gate)
        {
            if (now.Count > 0) worst.Add(Percentile(now, 0.99));
            kill = null;
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return $"keys of killed servers: {probes.Count} claimed at others, answered within {Of(probes)}; {orphaned.Count} operations under way there or sent there in vain, answered within {Of(orphaned)}; "
                + $"at other servers in the {Window.TotalSeconds:F0} s after a kill: {beside.Count} attempts, median {Percentile(beside, 0.5):F0} ms, p99 {Percentile(beside, 0.99):F0} ms "
                + $"(after the worst kill {worst.DefaultIfEmpty().Max():F0} ms, median of kills {Percentile(worst, 0.5):F0} ms), {unanswered} without an answer; "
                + $"all the rest of the time, faults included: {calm.Count} attempts, median {Percentile(calm, 0.5):F0} ms, p99 {Percentile(calm, 0.99):F0} ms";
        }

        static string Of(List<TimeSpan> some) => $"{some.DefaultIfEmpty().Max().TotalMilliseconds:F0} ms (median {Percentile([.. some.Select(t => t.TotalMilliseconds)], 0.5):F0} ms)";
    }

    static double Milliseconds(Tried tried) => Stopwatch.GetElapsedTime(tried.Sent, tried.Returned).TotalMilliseconds;

    static double Percentile(List<double> some, double share)
    {
        if (some.Count == 0) return 0;
        var sorted = some.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }
}
