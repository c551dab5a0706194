using Arbiter.Domain;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>What others wrote to the same log, and what becomes of what was decided without knowing it.</summary>
sealed partial class TurnCore
{
    /// <summary>
    /// Others wrote before the batch under way could, or it is a draft. Takes in what they wrote, decides everything again on top of it, and returns the batch to write instead. What came
    /// while the batch waited for its turn at the log goes along: waiting for another turn at it would cost far more.
    /// </summary>
    public Batch Rebase(IReadOnlyList<LogRecord> tail, Reference? reference)
    {
        Builder.Close();
        var before = underWay;
        var after = open;
        Forget(before, after);
        TakeIn(tail, reference);
        // The store has compared it.
        headIsHearsay = false;
        (underWay, open) = ([], []);
        TakeUp([.. before, .. after]);
        return Freeze();
    }

    /// <summary>Others wrote while nothing of ours was under way.</summary>
    /// <param name="isHearsay">They say so; it was not read from the store.</param>
    public void Tail(IReadOnlyList<LogRecord> tail, Reference? reference, bool isHearsay = false)
    {
        var undecided = open;
        Forget(undecided, []);
        TakeIn(tail, reference);
        headIsHearsay = isHearsay;
        open = [];
        TakeUp(undecided);
    }

    void TakeIn(IReadOnlyList<LogRecord> tail, Reference? reference)
    {
        Deliver();
        if (reference is not null)
        {
            cache.Reference.Committed = cache.Reference.Current = reference;
        }

        foreach (var record in tail)
        {
            ApplyRecord(record);
            TakeKeys(record);
        }

        recordsWhileLoading?.AddRange(tail);
        if (tail.Count == 0) return;
        head = new LogHead(tail[^1].Seq, tail[^1].Hash);
        OnRecords(tail);
    }

    /// <summary>Brings cached state up to a record that is not in it yet.</summary>
    void ApplyRecord(LogRecord record)
    {
        if (EventReader.ConcernsReference(record)) return;
        var happened = record.Event ??= EventReader.Read(record);
        if (happened is Domain.Events.KeyMarked or Domain.Events.SharingDismissed) cache.DropKeys();
        if (happened is Domain.Events.CustomerEvent onCustomer && cache.CustomerOrNull(onCustomer.Customer) is { Known: true } slot
            && record.Seq > slot.LastSeq) ApplyToCommitted(slot, onCustomer, record.Seq);
        // Being turned away is remembered by the process that did it: it spends nothing and is in no row.
        var (first, second) = Rows.ChangesClaimants(happened);
        if (first is { } a) ApplyToCommitted(cache.ClaimantOrNull(a), happened, record.Seq);
        if (second is { } b) ApplyToCommitted(cache.ClaimantOrNull(b), happened, record.Seq);
    }

    /// <summary>The log names no keys. Those that others bound come beside it, or it has to be found out again which there are.</summary>
    void TakeKeys(LogRecord record)
    {
        if (record.Bound is { } bound)
        {
            foreach (var key in bound) cache.BoundByOthers(key);
            // The load under way may have been answered before they were.
            if (loading is not null) keysWhileLoading.AddRange(bound);
            record.Bound = null;
        }
        else if (record.Event is { } happened && Rows.BindsKeys(happened))
        {
            cache.KeyFilter.Forget();
            UntoldKeys++;
        }
    }

    static void ApplyToCommitted(CustomerSlot slot, Domain.Events.CustomerEvent happened, long seq)
    {
        var before = slot.Committed?.Conflict;
        slot.Committed = slot.Current = Domain.Customers.CustomerEvolver.Evolve(slot.Committed, happened);
        slot.LastSeq = seq;
        if (Rows.ChangesCustomer(happened)) slot.Version = seq;
        if (!ReferenceEquals(before, slot.Committed.Conflict)) slot.ConflictVersion = seq;
    }

    static void ApplyToCommitted(ClaimantSlot? slot, Domain.Events.DomainEvent happened, long seq)
    {
        if (slot is not { Known: true } || seq <= slot.Version) return;
        slot.Committed = slot.Current = Domain.Quotas.ClaimantEvolver.Evolve(slot.Committed ?? new Domain.Quotas.Claimant(slot.Id), happened);
        slot.Version = seq;
    }
}
