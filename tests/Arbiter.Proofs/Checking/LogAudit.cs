using System.Text.Json;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>One event as the API shows it. <paramref name="Text"/> is all of it, to compare with other replicas'.</summary>
public sealed record LoggedEvent(long Seq, string Type, Guid? Customer, string? Rep, int Epoch, string? Channel, string? To, LoggedMerge? Merge, bool? Shared, string? Scope, string Text)
{
    public static LoggedEvent Read(JsonElement json)
    {
        var data = json.GetProperty("data");
        return new LoggedEvent(
            json.GetProperty("seq").GetInt64(),
            json.GetProperty("type").GetString()!,
            json.TryGetProperty("customer", out var customer) ? customer.GetGuid() : null,
            data.TryGetProperty("rep", out var rep) ? rep.GetString() : null,
            data.TryGetProperty("epoch", out var epoch) ? epoch.GetInt32() : 0,
            data.TryGetProperty("channel", out var channel) ? channel.GetString() : null,
            data.TryGetProperty("to", out var to) ? to.GetString() : null,
            LoggedMerge.Read(data),
            data.TryGetProperty("shared", out var shared) ? shared.GetBoolean() : null,
            data.TryGetProperty("scope", out var scope) ? scope.GetString() : null,
            json.GetRawText());
    }
}

/// <summary>Holds the feed of a server against what clients were told.</summary>
public sealed class LogAudit
{
    const int Page = 1000;
    readonly List<LoggedEvent> events = [];
    long forgotten;

    /// <summary>Everything read so far and not forgotten; of a log of which nothing was forgotten, place i holds position i + 1.</summary>
    public IReadOnlyList<LoggedEvent> Events => events;

    /// <summary>The last position read.</summary>
    public long Position => forgotten + events.Count;

    /// <summary>Sees each event as it is read.</summary>
    public Action<LoggedEvent> OnEvent { get; init; } = _ => { };

    /// <summary>Keeps only what comes after a position.</summary>
    public void ForgetUpTo(long position)
    {
        if (position <= forgotten) return;
        events.RemoveRange(0, (int)(position - forgotten));
        forgotten = position;
    }

    /// <summary>Reads on until the server's head, and insists on every position, in order, once.</summary>
    public async Task ReadOnAsync(ArbiterClient client, Uri server)
    {
        while (true)
        {
            var page = await client.GetAsync(server, $"/api/v1/events?after={Position}&limit={Page}");
            var read = JsonDocument.Parse(page["events"]!.ToJsonString()).RootElement.EnumerateArray().Select(LoggedEvent.Read).ToList();
            if (read.Count == 0) return;
            foreach (var e in read)
            {
                if (e.Seq != Position + 1) throw new ProofFailedException($"The feed goes from {Position} to {e.Seq}.");
                events.Add(e);
                OnEvent(e);
            }
        }
    }

    /// <summary>
    /// What acknowledged rulings the log lacks, and what it has that nobody asked for. With <paramref name="everyRefusal"/>, no refusal may have been counted
    /// instead of written.
    /// </summary>
    public IReadOnlyList<string> Violations(IReadOnlyList<Operation> history, bool everyRefusal) =>
        [.. Violations(history, everyRefusal, _ => true), .. events.Select(new Ownerships().Violation).OfType<string>()];

    /// <summary>The same of a part of the history, whose claims are <paramref name="ofThese"/>, without what the log says of owners by itself.</summary>
    public IReadOnlyList<string> Violations(IReadOnlyList<Operation> history, bool everyRefusal, Func<LoggedEvent, bool> ofThese) =>
        [.. history.Where(o => o.Fate == Fate.Answered).Select(o => Lost(o, everyRefusal)).OfType<string>(), .. Invented(history, ofThese), .. Pointers(history, Together())];

    /// <summary>Throws when there are violations.</summary>
    public void Require(IReadOnlyList<Operation> history, bool everyRefusal)
    {
        if (Violations(history, everyRefusal) is { Count: > 0 } violations)
            throw new ProofFailedException($"{violations.Count} violations:\n" + string.Join('\n', violations.Take(20)));
    }

    /// <summary>
    /// The operations with a definite outcome, for the checker: those that were answered, and claims that were not but stand in the log as granted. What was
    /// neither answered nor granted changed no ownership and may be left out.
    /// </summary>
    public IEnumerable<Operation> Settled(IReadOnlyList<Operation> history)
    {
        var grants = events.Where(e => e is { Type: "claimGranted", Channel: not null }).ToLookup(e => e.Channel!);
        foreach (var o in history)
        {
            if (o.Fate == Fate.Answered) yield return o;
            else if (o.Act != Act.LookUp && (o.Act != Act.Claim || o.Keys.Length > 1))
                throw new ProofFailedException($"Sent again and again, and never answered: {o}");
            else if (grants[o.Id].FirstOrDefault() is { } e)
                yield return o with { Answer = new Answer(0, "granted", e.Customer, e.Rep, e.Epoch, e.Seq) };
        }
    }

    string? Lost(Operation o, bool everyRefusal)
    {
        var answer = o.Answer!;
        var type = (o.Act, answer.Kind) switch
        {
            (Act.Claim, "granted") => "claimGranted",
            (Act.Claim, "held" or "underReview" or "coolingDown") when everyRefusal => "claimRefused",
            (Act.Release, "accepted") => "ownershipReleased",
            (Act.Transfer, "accepted") => "ownershipTransferred",
            (Act.Merge, "accepted") => "customersMerged",
            (Act.Unmerge, "accepted") => "customerUnmerged",
            // Of a key that nobody has it ends in "InAdvance".
            (Act.Mark or Act.Unmark, "accepted") => "keyMarked",
            _ => null,
        };
        if (type is null) return null;
        if (answer.Seq <= forgotten || answer.Seq > Position) return $"Acknowledged at {answer.Seq}, but the log goes from {forgotten + 1} to {Position}: {o}";
        var e = events[(int)(answer.Seq - forgotten) - 1];
        var same = (e.Type == type || (o.Act is Act.Mark or Act.Unmark && e.Type == type + "InAdvance")) && o.Act switch
        {
            Act.Mark or Act.Unmark => e.Shared == (o.Act == Act.Mark),
            Act.Claim => e.Rep == o.Rep && e.Channel == o.Id && (answer.Kind == "underReview" || o.Keys.Length > 1 || (e.Customer == answer.Customer && e.Epoch == answer.Epoch)),
            Act.Merge => e.Merge is { } m && m.Merged == o.Customer && m.Into == o.Into && e.Customer == o.Into && m.AfterInto == (answer.Owner, answer.Epoch),
            Act.Unmerge => e.Merge is { } m && m.Merged == o.Customer && e.Customer == o.Customer && m.AfterMerged == (answer.Owner, answer.Epoch),
            Act.Transfer => e.Customer == answer.Customer && e.To == o.To && e.Epoch == answer.Epoch,
            _ => e.Customer == answer.Customer && e.Epoch == answer.Epoch && (o.Rep is null || e.Rep == o.Rep),
        };
        return same ? null : $"Acknowledged at {answer.Seq}, where the log has {e.Text}: {o}";
    }

    IEnumerable<string> Invented(IReadOnlyList<Operation> history, Func<LoggedEvent, bool> ofThese)
    {
        var sent = history.ToDictionary(o => o.Id);
        var granted = new HashSet<string>();
        foreach (var e in events)
        {
            if (e.Type is not ("claimGranted" or "claimRefused") || e.Channel is null || !ofThese(e)) continue;
            if (!sent.TryGetValue(e.Channel, out var o) || o.Rep != e.Rep) yield return $"Nobody asked for {e.Text}";
            else if (e.Type == "claimGranted" && !granted.Add(e.Channel)) yield return $"Granted twice: {e.Text}";
            else if (e.Type == "claimGranted" && o is { Fate: Fate.Answered, Answer.Kind: not "granted" }) yield return $"Granted in the log, answered otherwise: {e.Text}: {o}";
        }
    }

    /// <summary>For each customer that was ever merged, one that stands for all that it was ever merged with, directly or not.</summary>
    Dictionary<Guid, Guid> Together()
    {
        var together = new Dictionary<Guid, Guid>();
        foreach (var merge in events.Select(e => e.Merge).OfType<LoggedMerge>())
        {
            var (one, other) = (together.GetValueOrDefault(merge.Into, merge.Into), together.GetValueOrDefault(merge.Merged, merge.Merged));
            (together[merge.Into], together[merge.Merged]) = (one, other);
            foreach (var id in together.Where(t => t.Value == other).Select(t => t.Key).ToList()) together[id] = one;
        }

        return together;
    }

    /// <summary>A key leads to one customer, ever, or to those that this was merged with; while it is marked it leads nowhere.</summary>
    static IEnumerable<string> Pointers(IReadOnlyList<Operation> history, Dictionary<Guid, Guid> together) => history
        .Where(o => o is { Keys.Length: 1, Answer: { Customer: not null, Marked: null or 0 }, Act: Act.Claim or Act.LookUp })
        .GroupBy(o => o.Keys[0])
        .Where(key => key.Select(o => o.Answer!.Customer!.Value).Select(id => together.GetValueOrDefault(id, id)).Distinct().Count() > 1)
        .Select(key => $"Key {key.Key} points to several customers: {string.Join(' ', key.Select(o => o.Answer!.Customer).Distinct())}");
}
