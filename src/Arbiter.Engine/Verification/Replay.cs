using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;

namespace Arbiter.Engine.Verification;

/// <summary>A customer as its events make it.</summary>
sealed class ReplayedCustomer
{
    public required Customer State { get; set; }

    /// <summary>The last event that changed the customer's row.</summary>
    public long Version { get; set; }

    /// <summary>The last event that changed its latest conflict.</summary>
    public long ConflictVersion { get; set; }

    /// <summary>The last event of any kind: what the next one has to name as the one before.</summary>
    public long LastSeq { get; set; }

    /// <summary>Its row was found in the store.</summary>
    public bool Seen { get; set; }

    /// <summary>The number of its keys was found in the store.</summary>
    public bool KeysSeen { get; set; }
}

/// <summary>A claimant as the log makes it.</summary>
sealed class ReplayedClaimant
{
    public required Claimant State { get; set; }

    public long Version { get; set; }

    public bool Seen { get; set; }
}

/// <summary>
/// Makes the state again from nothing but the log, with the same evolvers that made it the first time, and checks on the way that the log is whole: numbers
/// without a gap, every hash on top of the one before, every customer's events linked.
/// </summary>
sealed class Replay(DeviationList deviations)
{
    byte[] hash = LogHead.Empty.Hash;

    public long Seq { get; private set; }

    public Dictionary<CustomerId, ReplayedCustomer> Customers { get; } = [];

    public Dictionary<ClaimantId, ReplayedClaimant> Claimants { get; } = [];

    public ReplayedReference Reference { get; } = new();

    /// <summary>Takes the next record. Goes on after a deviation, so that one says no more than is wrong.</summary>
    public DomainEvent? Take(LogRecord record)
    {
        var where = $"event {record.Seq}";
        if (record.Seq != Seq + 1) deviations.Add(where, $"follows event {Seq}: what was between them is missing");
        else if (!HashChain.Follows(hash, record)) deviations.Add(where, "its hash does not follow from its content and the event before");
        (Seq, hash) = (record.Seq, record.Hash);
        try
        {
            var happened = EventReader.Parse(record);
            Apply(record, happened, where);
            return happened;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException or System.Text.Json.JsonException
                                      or ArgumentException or NullReferenceException)
        {
            // The message may repeat the payload.
            deviations.Add(where, $"cannot be applied ({e.GetType().Name})");
            return null;
        }
    }

    void Apply(LogRecord record, DomainEvent happened, string where)
    {
        if (happened is CustomerEvent onCustomer) Apply(record, onCustomer, where);
        else if (record.Prev != 0) deviations.Add(where, $"names event {record.Prev} as the one before, and concerns no customer");
        if (EventReader.ConcernsReference(record)) Reference.Apply(happened);
        var (first, second) = Rows.ChangesClaimants(happened);
        if (first is { } a) Apply(record.Seq, a, happened);
        if (second is { } b) Apply(record.Seq, b, happened);
    }

    void Apply(LogRecord record, CustomerEvent happened, string where)
    {
        var known = Customers.GetValueOrDefault(happened.Customer);
        if (record.Prev != (known?.LastSeq ?? 0))
            deviations.Add(where, $"names event {record.Prev} as its customer's event before, which is {known?.LastSeq ?? 0}");
        var before = known?.State.Conflict;
        var state = CustomerEvolver.Evolve(known?.State, happened);
        if (known is null) Customers.Add(happened.Customer, known = new ReplayedCustomer { State = state });
        known.State = state;
        known.LastSeq = record.Seq;
        if (Rows.ChangesCustomer(happened)) known.Version = record.Seq;
        if (!ReferenceEquals(before, state.Conflict)) known.ConflictVersion = record.Seq;
    }

    void Apply(long seq, ClaimantId id, DomainEvent happened)
    {
        if (!Claimants.TryGetValue(id, out var known)) Claimants.Add(id, known = new ReplayedClaimant { State = new Claimant(id) });
        known.State = ClaimantEvolver.Evolve(known.State, happened);
        known.Version = seq;
    }
}
