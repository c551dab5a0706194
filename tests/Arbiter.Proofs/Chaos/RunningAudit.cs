using System.Diagnostics;
using System.Text;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Chaos;

/// <summary>
/// Checks a history of any length while it happens, generation by generation: their keys have nothing to do with each other, so each can be checked as soon as it is over, and
/// forgotten. What is kept is bounded by the customers and, of four bytes each, the events.
/// </summary>
sealed class RunningAudit
{
    /// <summary>What was sent and never answered is over in the servers after this, whatever became of it: longer than any of their time limits.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    readonly ClaimTraffic traffic;
    readonly LogAudit log;
    readonly Ownerships ownerships = new();
    readonly List<uint> sums = [0];
    readonly Dictionary<int, long> beginnings = new() { [0] = 0 };
    readonly Dictionary<(string Scope, string Rep), int> granted = [];
    readonly Dictionary<string, int> kinds = [];
    readonly Dictionary<int, long> overSince = [];
    FeedPrint print;
    long floor;
    int next;

    public RunningAudit(ClaimTraffic traffic)
    {
        this.traffic = traffic;
        log = new LogAudit { OnEvent = Take };
    }

    /// <summary>Operations checked and forgotten.</summary>
    public int Checked { get; private set; }

    /// <summary>Operations held at the most.</summary>
    public int Held { get; private set; }

    public long Position => log.Position;

    /// <summary>Customers granted to a rep in a scope.</summary>
    public int Granted(string scope, string rep) => granted.GetValueOrDefault((scope, rep));

    /// <summary>What the history consisted of.</summary>
    public string Summary => string.Join(", ", kinds.OrderByDescending(k => k.Value).Select(k => $"{k.Value} {k.Key}"));

    /// <summary>Reads on from any of the servers, and checks what is over.</summary>
    /// <exception cref="ProofFailedException">A promise is broken.</exception>
    public async Task LookAsync(ArbiterClient client, IReadOnlyList<Uri> servers, bool isOver)
    {
        var generation = traffic.Generation;
        // What had not begun when it was last looked is written behind what had been read by then.
        for (var begun = beginnings.Keys.Max() + 1; begun <= generation; begun++) beginnings[begun] = floor;
        floor = Position;
        foreach (var server in servers)
        {
            try
            {
                await log.ReadOnAsync(client, server);
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException or TaskCanceledException or IOException)
            {
                // Killed or cut off; another will do.
            }
        }

        while (next < (isOver ? generation + 1 : generation - 1) && CheckNext(isOver))
        {
        }
    }

    /// <summary>None of these saw anything else than the log has.</summary>
    public void RequireSame(IReadOnlyList<Subscriber> subscribers)
    {
        foreach (var subscriber in subscribers)
        {
            if (subscriber.Broken is { } broken) throw new ProofFailedException(broken);
            var print = subscriber.Print;
            if (print.Position <= Position && print.Sum != sums[(int)print.Position])
                throw new ProofFailedException($"A subscriber saw something else than the log up to {print.Position}.");
        }
    }

    bool CheckNext(bool isOver)
    {
        if (!isOver && !IsOver(next)) return false;
        var history = traffic.Take(next);
        Held = Math.Max(Held, history.Count + traffic.Held);
        var ids = traffic.IdsOf(next);
        Require(log.Violations(history, everyRefusal: true, e => e.Channel!.StartsWith(ids, StringComparison.Ordinal)));
        if (Answers.Refute(log.Settled(history)) is { } refuted) throw new ProofFailedException($"Generation {next}: {refuted}");
        Checked += history.Count;
        foreach (var o in history)
        {
            var kind = $"{o.Act} {o.Answer?.Kind ?? o.Fate.ToString()}";
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        next++;
        if (beginnings.TryGetValue(next, out var beginning)) log.ForgetUpTo(beginning);
        return true;
    }

    bool IsOver(int generation)
    {
        if (!traffic.IsOver(generation)) return false;
        overSince.TryAdd(generation, Stopwatch.GetTimestamp());
        return Stopwatch.GetElapsedTime(overSince[generation]) > Grace;
    }

    void Take(LoggedEvent e)
    {
        print.Add(Encoding.UTF8.GetBytes(e.Text));
        sums.Add(print.Sum);
        if (ownerships.Violation(e) is { } violation) throw new ProofFailedException(violation);
        if (e is not { Type: "claimGranted", Rep: { } rep, Channel: { } channel }) return;
        if (e.Scope is { } scope) granted[(scope, rep)] = granted.GetValueOrDefault((scope, rep)) + 1;
        else if (traffic.GenerationOf(channel) is { } generation && generation < next) throw new ProofFailedException($"Granted long after it was asked for: {e.Text}");
    }

    static void Require(IReadOnlyList<string> violations)
    {
        if (violations.Count > 0) throw new ProofFailedException($"{violations.Count} violations:\n" + string.Join('\n', violations.Take(20)));
    }
}
