using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>
/// Makes one batch of decided turns: their events in order, and each row that they touched once, as it is after the last of them. Runs only while no other
/// batch is under way, so that what the slots call committed is what the store has.
/// </summary>
sealed class BatchBuilder(StateCache cache, TimeSpan rememberFor, bool shared)
{
    readonly Dictionary<ConflictId, int> conflictRows = [];
    readonly HashSet<CustomerKey> absent = [];
    readonly HashSet<RequestKey> absentRequests = [];

    /// <summary>The slots with rows in the batch built last.</summary>
    public List<CustomerSlot> Customers { get; } = [];

    public List<ClaimantSlot> Claimants { get; } = [];

    public Batch Build(IReadOnlyList<Turn> turns, LogHead head, bool isHearsay, DateTimeOffset now)
    {
        var batch = new Batch { Expected = head, IsHearsay = isHearsay };
        conflictRows.Clear();
        absent.Clear();
        absentRequests.Clear();
        Customers.Clear();
        Claimants.Clear();
        foreach (var turn in turns)
        {
            AddEvents(batch, turn);
            turn.LastEvent = batch.Events.Count - 1;
            AddKeys(batch, turn);
            foreach (var mention in turn.Decision!.Mentions) batch.Mentions.Add(mention);
            if (turn.Decision.Mark is { } mark) batch.Marks.Add(mark);
            if (shared) AddAbsent(batch, turn);
            if (turn is { Answer: { } answer, Replayed: false, Request: { } request })
                batch.Requests.Add(new RequestRow(request.Key, request.Digest, OutcomeJson.Write(answer.Outcome), turn.LastEvent, now + rememberFor));
            if (ReferenceDecider.Concerns(turn.Command) && turn is { Writes: true, Replayed: false, Decision.Outcome: not Rejected }) AddReferenceRow(batch, turn);
        }

        foreach (var slot in Customers)
        {
            if (slot.RowEvent >= 0) batch.Customers.Add(new CustomerRow(slot.Current!, slot.Version, slot.RowEvent));
        }

        foreach (var slot in Claimants) batch.Claimants.Add(new ClaimantRow(slot.State, slot.Version, slot.RowEvent));
        return batch;
    }

    void AddEvents(Batch batch, Turn turn)
    {
        var first = batch.Events.Count;
        foreach (var happened in turn.Decision!.Events)
        {
            var place = batch.Events.Count;
            var slot = happened is CustomerEvent onCustomer ? cache.Customer(onCustomer.Customer) : null;
            batch.Events.Add(new PendingEvent(
                EventWriter.TypeOf(happened), slot?.Id, happened.At, turn.Command.Actor, EventWriter.PayloadOf(happened),
                slot?.LastSeq ?? 0, slot?.LastEvent ?? -1));
            if (slot is not null) Touch(slot, (CustomerEvent)happened, place);
            var (one, other) = Rows.ChangesClaimants(happened);
            if (one is { } a) Touch(cache.Claimant(a), place);
            if (other is { } b) Touch(cache.Claimant(b), place);
        }

        if (turn.Conflicts is null) return;
        foreach (var (slot, conflict, place) in turn.Conflicts) AddConflict(batch, slot, conflict, first + place);
    }

    void Touch(CustomerSlot slot, CustomerEvent happened, int place)
    {
        if (slot.LastEvent < 0) Customers.Add(slot);
        slot.LastEvent = place;
        if (Rows.ChangesCustomer(happened)) slot.RowEvent = place;
    }

    void Touch(ClaimantSlot slot, int place)
    {
        if (slot.RowEvent < 0) Claimants.Add(slot);
        slot.RowEvent = place;
    }

    /// <summary>One customer may close one conflict and open the next within a batch: each gets its row.</summary>
    void AddConflict(Batch batch, CustomerSlot slot, Conflict conflict, int place)
    {
        slot.ConflictEvent = place;
        if (conflictRows.TryGetValue(conflict.Id, out var at))
        {
            batch.Conflicts[at] = batch.Conflicts[at] with { State = conflict, LastEvent = place };
            return;
        }

        var expected = slot.Committed?.Conflict?.Id == conflict.Id ? slot.ConflictVersion : 0;
        conflictRows.Add(conflict.Id, batch.Conflicts.Count);
        batch.Conflicts.Add(new ConflictRow(conflict, slot.Current!.Scope, expected, place));
    }

    static void AddKeys(Batch batch, Turn turn)
    {
        if (turn.Decision!.BindTo is not { } customer) return;
        foreach (var key in turn.Decision.Bind) batch.Keys.Add(new KeyRow(key, customer));
    }

    /// <summary>What the turn found not to exist, and nothing in the batch brings into being: the fence of a new row does not stand for it.</summary>
    void AddAbsent(Batch batch, Turn turn)
    {
        foreach (var slot in turn.Read)
        {
            if (slot is KeySlot { Current: null } key && absent.Add(key.Key)) batch.Absent.Add(key.Key);
            else if (slot is RequestSlot { Current: null } && turn.Request is { } request && absentRequests.Add(request.Key)) batch.AbsentRequests.Add(request.Key);
        }
    }

    void AddReferenceRow(Batch batch, Turn turn)
    {
        var after = cache.Reference.Current!;
        switch (turn.Command)
        {
            // Every version is kept, also when the batch has the next one already.
            case ChangePolicy: batch.Policies.AddRange(turn.Decision!.Events.OfType<PolicyChanged>().Select(e => e.Policy)); break;
            case PutTeam c: AddOnce(batch.Teams, after.Roster.Teams[c.Team.Id]); break;
            case PutRep c: AddOnce(batch.Reps, after.Roster.Reps[c.Rep.Id]); break;
            case IssueToken c: AddOnce(batch.Tokens, after.Tokens[c.Token.Id]); break;
            case RevokeToken c: AddOnce(batch.Tokens, after.Tokens[c.TokenId]); break;
        }
    }

    static void AddOnce<T>(List<T> rows, T row)
    {
        if (!rows.Contains(row)) rows.Add(row);
    }

    /// <summary>After the batch is over, however it ended: its places mean nothing any more.</summary>
    public void Close()
    {
        foreach (var slot in Customers) slot.RowEvent = slot.ConflictEvent = slot.LastEvent = -1;
        foreach (var slot in Claimants) slot.RowEvent = -1;
        Customers.Clear();
        Claimants.Clear();
    }
}
