using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;

namespace Arbiter.Simulation.Store;

/// <summary>Writing: all of a batch or nothing of it.</summary>
sealed partial class SimulatedStore
{
    /// <summary>The keys bound so far, each with the event that bound it; the log itself holds no keys.</summary>
    public List<(long Seq, CustomerKey Key, CustomerId Customer)> Bindings { get; } = [];

    /// <summary>What was said of keys so far, each with the event that says it.</summary>
    public List<(long Seq, KeyMark Mark)> Marks { get; } = [];

    /// <summary>Keys seen with customers that they do not lead to, each with the event beside which it was written.</summary>
    public List<(long Seq, Mention Mention)> Mentions { get; } = [];

    /// <summary>True when the batch was decided on another head than this one, so that it has to be shown what happened since.</summary>
    public bool MustRebase(Batch batch) => batch.Expected.Seq != Head.Seq && mutant switch
    {
        Mutant.NoFence or Mutant.NoHeadCheck => false,
        Mutant.ReadsWithoutHeadCheck => !batch.IsEmpty,
        _ => true,
    };

    /// <exception cref="FencedException">A row was not as expected. Nothing was written.</exception>
    /// <exception cref="UnstorableException">There is something in it that this store cannot keep. Nothing was written.</exception>
    public Appended Commit(Batch batch)
    {
        if (mutant != Mutant.NoFence) Fence(batch);
        if (batch.Events.Any(e => Unstorable.Contains(e.Actor)) || (mutant == Mutant.RefusesInnocents && batch.Events.Count > 0 && Head.Seq % 16 == 5))
            throw new UnstorableException("unstorable");
        if (batch.IsEmpty) return new Appended(batch.Expected, []);
        // Those mutants write where the log really ends; a gap in it would be too easy to see.
        var records = Sealing.Seal(Head, batch);
        if (mutant == Mutant.TampersWithTheLog && records.Length > 2) records[1] = records[1] with { Payload = records[1].Payload + " " };
        var first = Head.Seq + 1;
        WriteRows(batch, first);
        WriteReference(batch);
        log.AddRange(records);
        if (records.Length > 0) Head = new LogHead(records[^1].Seq, records[^1].Hash);
        return new Appended(Head, records);
    }

    void Fence(Batch batch)
    {
        Expect("customers", batch.Customers.All(r => VersionOf(customers, r.State.Id) == r.Expected));
        Expect("conflicts", batch.Conflicts.All(r => VersionOf(conflicts, r.State.Id) == r.Expected));
        if (mutant != Mutant.NoQuotaFence) Expect("claimants", batch.Claimants.All(r => VersionOf(claimants, r.State.Id) == r.Expected));
        if (mutant != Mutant.NoUniqueKeys)
            Expect("keys", batch.Keys.All(r => !keys.ContainsKey(r.Key)) && batch.Keys.DistinctBy(r => r.Key).Count() == batch.Keys.Count);
        Expect("keys", MarksFit(batch));
        if (mutant != Mutant.NoAbsentKeys) Expect("absent keys", batch.Absent.All(k => !keys.ContainsKey(k)));
        if (mutant != Mutant.NoAbsentRequests) Expect("absent requests", batch.AbsentRequests.All(r => !requests.ContainsKey(r)));
        Expect("requests", batch.Requests.All(r => !requests.ContainsKey(r.Key)) && batch.Requests.DistinctBy(r => r.Key).Count() == batch.Requests.Count);
    }

    /// <summary>Each mark finds its key as it says that it was, its customer's or nobody's; a key that the batch binds may be marked by it as well.</summary>
    bool MarksFit(Batch batch)
    {
        var bound = batch.Keys.ToLookup(r => r.Key, r => r.Customer);
        return batch.Marks.GroupBy(m => (m.Key, m.Customer)).All(g =>
        {
            var (key, customer) = g.Key;
            var was = customer is null ? new Sharing(inAdvance.Contains(key)) : sharings.GetValueOrDefault(key);
            return (customer is null || (keys.TryGetValue(key, out var whose) ? whose == customer : bound[key].Contains(customer.Value)))
                && g.Zip(g.Skip(1)).All(pair => pair.First.After == pair.Second.Before) && g.First().Before == was;
        });
    }

    static void Expect(string table, bool asExpected)
    {
        if (!asExpected) throw new FencedException(table);
    }

    static long VersionOf<TKey, TState>(Dictionary<TKey, (TState State, long Version)> rows, TKey key) where TKey : notnull =>
        rows.TryGetValue(key, out var row) ? row.Version : 0;

    void WriteRows(Batch batch, long first)
    {
        foreach (var row in batch.Customers)
        {
            if (!customers.ContainsKey(row.State.Id)) known.Add(row.State.Id);
            customers[row.State.Id] = (row.State with { Conflict = null }, first + row.LastEvent);
        }

        if (mutant != Mutant.LosesConflicts)
        {
            foreach (var row in batch.Conflicts) conflicts[row.State.Id] = (Kept(row.State), first + row.LastEvent);
        }

        // Being turned away is in no row: the process that did it remembers.
        foreach (var row in batch.Claimants)
            claimants[row.State.Id] = (row.State with { LastRefusal = null, LastRefusalAt = default }, first + row.LastEvent);
        WriteKeys(batch, first);
        WriteMarks(batch, first);
        if (mutant == Mutant.ForgetsRequests) return;
        foreach (var row in batch.Requests)
            requests[row.Key] = (new LoadedRequest(row.Digest, row.Outcome, first + row.LastEvent), row.ExpiresAt);
    }

    /// <summary>Repeats that are only counted are in no row either.</summary>
    static Conflict Kept(Conflict conflict) => conflict with { Parties = [.. conflict.Parties.Select(p => p with { Repeats = 0 })] };

    void WriteKeys(Batch batch, long first)
    {
        var rows = batch.Keys.Count > 1 && mutant == Mutant.LosesAKey ? batch.Keys[..^1] : batch.Keys;
        var places = Places(batch);
        foreach (var row in rows)
        {
            keys[row.Key] = row.Customer;
            Bindings.Add((first + places[row.Customer].Dequeue(), row.Key, row.Customer));
        }
    }

    void WriteMarks(Batch batch, long first)
    {
        var places = new Queue<int>(
            Enumerable.Range(0, batch.Events.Count).Where(i => batch.Events[i].Type is "keyMarked" or "sharingDismissed" or "keyMarkedInAdvance"));
        foreach (var mark in batch.Marks)
        {
            if (mark.Customer is not null) sharings[mark.Key] = mark.After;
            else if (mark.After.Marked) inAdvance.Add(mark.Key);
            else inAdvance.Remove(mark.Key);
            Marks.Add((first + places.Dequeue(), mark));
        }

        foreach (var mention in batch.Mentions) Mentions.Add((first, mention));
    }

    /// <summary>For each customer, the places of the events that bind its keys, one for each key: rows of keys come in the order of those events.</summary>
    static Dictionary<CustomerId, Queue<int>> Places(Batch batch)
    {
        var places = new Dictionary<CustomerId, Queue<int>>();
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var e = batch.Events[i];
            if (e.Customer is not { } customer || e.Type is not ("claimGranted" or "identifiersBound")) continue;
            using var payload = System.Text.Json.JsonDocument.Parse(e.Payload);
            if (!places.TryGetValue(customer, out var queue)) places.Add(customer, queue = new Queue<int>());
            for (var k = payload.RootElement.GetProperty("kinds").GetArrayLength(); k > 0; k--) queue.Enqueue(i);
        }

        return places;
    }

    void WriteReference(Batch batch)
    {
        foreach (var policy in batch.Policies) policies[(policy.Scope, policy.Version)] = policy;
        foreach (var team in batch.Teams) teams[team.Id] = team;
        foreach (var rep in batch.Reps) reps[rep.Id] = rep;
        foreach (var token in batch.Tokens) tokens[token.Id] = token;
    }
}
