using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Checks;

/// <summary>The rows are what a replay of the log by the product's own evolvers gives: the touched ones after each commit, all of them at the end.</summary>
sealed class RowCheck(SimulatedStore store)
{
    readonly Dictionary<CustomerId, Customer> customers = [];
    readonly Dictionary<ClaimantId, Claimant> claimants = [];
    readonly Dictionary<ConflictId, Conflict> conflicts = [];

    public void Committed(Batch batch, IReadOnlyList<LogRecord> records)
    {
        var touched = new HashSet<CustomerId>();
        var spent = new HashSet<ClaimantId>();
        foreach (var record in records)
        {
            var happened = EventReader.Parse(record);
            if (happened is CustomerEvent e)
            {
                var after = CustomerEvolver.Evolve(customers.GetValueOrDefault(e.Customer), e);
                customers[e.Customer] = after;
                if (after.Conflict is { } conflict) conflicts[conflict.Id] = conflict;
                touched.Add(e.Customer);
            }

            if (happened is ClaimTurnedAway) continue;
            var (first, second) = ClaimantEvolver.Touched(happened);
            foreach (var id in new[] { first, second }.OfType<ClaimantId>())
            {
                claimants[id] = ClaimantEvolver.Evolve(claimants.GetValueOrDefault(id) ?? new Claimant(id), happened);
                spent.Add(id);
            }
        }

        foreach (var row in batch.Customers) Promise.Keep(touched.Contains(row.State.Id), Promise.RowsFollowLog, () => $"customer {row.State.Id} was written without an event");
        foreach (var id in touched) Check(id);
        foreach (var id in spent) Check(id);
    }

    public void CheckEverything()
    {
        foreach (var id in customers.Keys) Check(id);
        foreach (var id in claimants.Keys) Check(id);
        foreach (var id in conflicts.Keys) Same($"conflict {id}", Describe(conflicts[id]), Describe(store.FindConflict(id)), Promise.ConflictRecorded);
        Promise.Keep(store.KnownCustomers.Count == customers.Count, Promise.RowsFollowLog, () => "there are customers that no event made");
        Promise.Keep(store.KnownClaimants.Count() == claimants.Count, Promise.RowsFollowLog, () => "there are claimants that no event made");
        var bound = store.Bindings.GroupBy(b => b.Customer).ToDictionary(g => g.Key, g => g.Count());
        foreach (var key in store.SharedKeys) bound[store.Bindings.Single(b => b.Key == key).Customer]--;
        foreach (var (id, customer) in customers) Same($"keys of {id}", $"{customer.KeyCount}", $"{bound.GetValueOrDefault(id)}", Promise.AllOrNothing);
    }

    void Check(CustomerId id)
    {
        var replayed = customers[id];
        var row = store.LoadCustomer(id);
        Same($"customer {id}", Describe(replayed), row is { } r ? Describe(r.State) : "nothing", Promise.RowsFollowLog);
        if (replayed.CurrentConflict is { } conflict) Same($"conflict {conflict.Id}", Describe(conflict), Describe(store.FindConflict(conflict.Id)), Promise.ConflictRecorded);
    }

    void Check(ClaimantId id)
    {
        var replayed = claimants[id];
        var row = store.LoadClaimant(id)?.State;
        Same($"claimant {id}", $"{replayed.Holdings} {replayed.Day} {replayed.ClaimsToday} {replayed.LookUpsToday}", $"{row?.Holdings} {row?.Day} {row?.ClaimsToday} {row?.LookUpsToday}", Promise.Quotas);
    }

    static void Same(string what, string replayed, string stored, string promise) =>
        Promise.Keep(replayed == stored, promise, () => $"{what} is not what the log says\n  log: {replayed}\n  row: {stored}");

    static string Describe(Customer c) =>
        $"{c.Scope} {c.Ownership} e{c.Epoch} from {c.ClaimableFrom:O} {c.Opportunity} [{string.Join(',', c.FormerOwners)}] keys {c.KeyCount} {Describe(c.Ties)} last {c.LastAt:O} "
        + $"conflict {(c.CurrentConflict is { } conflict ? Describe(conflict) : "none")}";

    static string Describe(Ties t) =>
        $"{t.Merger} [{string.Join(',', t.Merger?.IntoFormerOwners ?? [])}] [{string.Join(',', t.Absorbed)}] {t.Height} [{string.Join(',', t.Proposed)}] [{string.Join(',', t.Dismissed)}]";

    static string Describe(Conflict? c) => c is null
        ? "nothing"
        : $"{c.Id} {c.Holder} {c.OpenedAt:O} {c.LastAt:O} {c.ClosedAt:O} {c.ClosedBy} {c.OtherAttempts} [{string.Join(',', c.Parties.Select(p => p with { Repeats = 0 }))}]";
}
