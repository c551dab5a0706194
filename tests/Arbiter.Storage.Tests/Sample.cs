using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>Makes states and batches; what a test does not care about has a value that is easy to tell from the default.</summary>
static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 2, 3, 456, TimeSpan.Zero);
    public static readonly RepId Lin = new("lin.wei");
    public static readonly RepId Zhao = new("zhao_min");

    public static CustomerId NewId() => new(Guid.CreateVersion7());

    public static CustomerKey Phone(string value) => new(Scope.Default, IdentifierKind.Phone, value);

    public static string Payload(int i) => $$"""{"epoch":1,"rule":"firstClaim","n":{{i}}}""";

    public static Customer Owned(CustomerId id, RepId? owner = null, DateTimeOffset? until = null) => new()
    {
        Id = id,
        Scope = Scope.Default,
        Ownership = new Ownership(owner ?? Lin, Start, until ?? Start.AddDays(7)),
        Epoch = 1,
        KeyCount = 1,
        LastAt = Start,
    };

    public static Customer InPool(CustomerId id, DateTimeOffset claimableFrom) => new()
    {
        Id = id,
        Scope = Scope.Default,
        Epoch = 3,
        KeyCount = 2,
        ClaimableFrom = claimableFrom,
        Opportunity = Opportunity.None,
        FormerOwners = [new FormerOwner(Lin, Start.AddDays(3)), new FormerOwner(Zhao, Start.AddDays(5))],
        LastAt = Start,
    };

    public static Conflict Conflict(CustomerId id, int epoch, DateTimeOffset lastAt, params RepId[] parties) => new(
        new ConflictId(id, epoch),
        Lin,
        Start,
        lastAt,
        [.. parties.Select((p, i) => new Party(p, Verdict.Held, i + 1, Start, lastAt))],
        OtherAttempts: 7);

    public static Claimant Claimant(RepId rep, int holdings) => new(new ClaimantId(Scope.Default, rep)) { Holdings = holdings, Day = 20514, ClaimsToday = holdings };

    public static Batch On(LogHead head, bool isHearsay = false) => new() { Expected = head, IsHearsay = isHearsay };

    /// <summary>Adds an event; returns its place in the batch.</summary>
    public static int Event(this Batch batch, CustomerId? customer, long prev = 0, string type = "claimGranted", string? payload = null)
    {
        batch.Events.Add(new PendingEvent(type, customer, Start, "lin.wei", payload ?? Payload(batch.Events.Count), prev, -1));
        return batch.Events.Count - 1;
    }

    /// <summary>Adds a first claim of a new customer by phone number.</summary>
    public static CustomerId FirstClaim(this Batch batch, string phone, CustomerId? customer = null)
    {
        var id = customer ?? NewId();
        var place = batch.Event(id);
        batch.Customers.Add(new CustomerRow(Owned(id), 0, place));
        batch.Keys.Add(new KeyRow(Phone(phone), id));
        return id;
    }

    public static ValueTask<Batch> NoRebase(IReadOnlyList<LogRecord> tail) =>
        throw new InvalidOperationException($"Nobody else wrote, and yet there is a tail of {tail.Count}.");
}
