using System.Runtime.InteropServices;
using Arbiter.Domain;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Journal;

namespace Arbiter.LoadTests.Engine;

/// <summary>The state beside the log: what the stores keep in tables. Not safe for several threads.</summary>
sealed class MemoryTables
{
    readonly MemoryTable<CustomerId, Customer> customers = new("customers");
    readonly MemoryTable<ConflictId, Conflict> conflicts = new("conflicts");
    readonly MemoryTable<ClaimantId, Claimant> claimants = new("claimants");
    readonly MemoryTable<CustomerKey, CustomerId> keys = new("keys");

    public IReadOnlyList<CustomerKey> Keys => [.. keys.All.Select(row => row.Key)];
    readonly MemoryTable<RequestKey, RequestRow> requests = new("requests");
    readonly MemoryTable<(Scope Scope, int Version), Policy> policies = new("policies");

    public Reference Reference { get; private set; } = Reference.Empty;

    /// <summary>Writes the rows of a batch whose first event has a number: all of them or none.</summary>
    /// <exception cref="FencedException">A row was not as expected. Nothing was written.</exception>
    public void Write(Batch batch, long firstSeq)
    {
        try
        {
            WriteRows(batch, firstSeq);
        }
        catch (FencedException)
        {
            customers.TakeBack();
            conflicts.TakeBack();
            claimants.TakeBack();
            keys.TakeBack();
            requests.TakeBack();
            policies.TakeBack();
            throw;
        }
        customers.Keep();
        conflicts.Keep();
        claimants.Keep();
        keys.Keep();
        requests.Keep();
        policies.Keep();
        Reference = Changed(Reference, batch);
    }

    public Loaded Load(LoadRequest request)
    {
        var loaded = new Loaded();
        foreach (var key in request.Keys)
        {
            if (!keys.TryGet(key, out var found))
                continue;
            loaded.Keys[key] = found.Row;
            LoadCustomer(found.Row, loaded);
        }
        foreach (var id in request.Customers)
            LoadCustomer(id, loaded);
        foreach (var id in request.Claimants)
        {
            if (claimants.TryGet(id, out var found))
                loaded.Claimants[id] = new(found.Row, found.Version);
        }
        foreach (var key in request.Requests)
        {
            if (requests.TryGet(key, out var found))
                loaded.Requests[key] = new(found.Row.Digest, found.Row.Outcome, found.Version);
        }
        return loaded;
    }

    public IReadOnlyList<CustomerId> Due(DateTimeOffset now, int limit) =>
        [.. customers.All.Select(entry => entry.Value.Row).Where(customer => customer.DueAt <= now).OrderBy(customer => customer.DueAt)
            .Take(limit).Select(customer => customer.Id)];

    public int ForgetRequests(DateTimeOffset now, int limit)
    {
        var expired = requests.All.Where(entry => entry.Value.Row.ExpiresAt <= now).OrderBy(entry => entry.Value.Row.ExpiresAt)
            .Take(limit).Select(entry => entry.Key).ToList();
        expired.ForEach(requests.Remove);
        return expired.Count;
    }

    void WriteRows(Batch batch, long firstSeq)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Customers))
            customers.Write(row.State.Id, row.State, row.Expected, firstSeq + row.LastEvent);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Conflicts))
            conflicts.Write(row.State.Id, Written(row.State), row.Expected, firstSeq + row.LastEvent);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Claimants))
            claimants.Write(row.State.Id, row.State, row.Expected, firstSeq + row.LastEvent);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Keys))
            keys.Write(row.Key, row.Customer, expected: 0, firstSeq);
        foreach (var key in batch.Absent)
        {
            if (keys.Contains(key))
                throw new FencedException("keys");
        }
        foreach (var request in batch.AbsentRequests)
        {
            if (requests.Contains(request))
                throw new FencedException("requests");
        }
        // Place −1 is the head before the batch.
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Requests))
            requests.Write(row.Key, row, expected: 0, firstSeq + row.LastEvent);
        foreach (var policy in batch.Policies)
            policies.Write((policy.Scope, policy.Version), policy, expected: 0, firstSeq);
    }

    void LoadCustomer(CustomerId id, Loaded into)
    {
        if (!customers.TryGet(id, out var found))
            return;
        var customer = found.Row;
        into.Customers[id] = conflicts.TryGet(new(id, customer.Epoch), out var conflict)
            ? new(customer with { Conflict = conflict.Row, LastAt = Later(customer.LastAt, conflict.Row.LastAt) }, found.Version, conflict.Version)
            : new(customer.Conflict is null ? customer : customer with { Conflict = null }, found.Version, 0);
    }

    // Repeats that are only counted so far are in no log, and so in no store.
    static Conflict Written(Conflict conflict) => conflict.Parties.Any(party => party.Repeats > 0)
        ? conflict with { Parties = [.. conflict.Parties.Select(party => party with { Repeats = 0 })] }
        : conflict;

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    static Reference Changed(Reference reference, Batch batch)
    {
        foreach (var policy in batch.Policies.OrderBy(policy => policy.Version))
            reference = reference with { Policies = reference.Policies.SetItem(policy.Scope, policy) };
        foreach (var team in batch.Teams)
            reference = reference with { Roster = reference.Roster with { Teams = reference.Roster.Teams.SetItem(team.Id, team) } };
        foreach (var rep in batch.Reps)
            reference = reference with { Roster = reference.Roster with { Reps = reference.Roster.Reps.SetItem(rep.Id, rep) } };
        foreach (var token in batch.Tokens)
            reference = reference with { Tokens = reference.Tokens.SetItem(token.Id, token) };
        return reference;
    }
}
