using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;

namespace Arbiter.Engine.Journal;

/// <summary>
/// What one commit writes: all of it or nothing. Rows carry the state after the batch, once each, however many events touched them.
/// </summary>
/// <remarks>
/// A row's version is the sequence number of the last event that changed it. Numbers are handed out inside the transaction, so rows name that event by its place
/// in <see cref="Events"/>: version = <c>head.Seq + 1 + LastEvent</c>. <c>Expected</c> is the version the row must have in the store: 0 for a row that must
/// not exist yet.
/// </remarks>
public sealed class Batch
{
    /// <summary>The head of the log on which everything here was decided.</summary>
    public required LogHead Expected { get; init; }

    /// <summary>
    /// <see cref="Expected"/> is what another process said, over a connection of its own to the store: another store, perhaps, than this process writes to, where one took over from the
    /// other. It must be the head by its hash, too, and not only by its number; else nothing is written and the outcome is as good as open.
    /// </summary>
    public bool IsHearsay { get; init; }

    /// <summary>
    /// Something will be written, and what it is comes with the rebase, which a draft always gets: where others write all the time, everything is decided again anyway.
    /// </summary>
    public bool IsDraft { get; init; }

    public List<PendingEvent> Events { get; } = [];

    public List<CustomerRow> Customers { get; } = [];

    public List<ConflictRow> Conflicts { get; } = [];

    public List<ClaimantRow> Claimants { get; } = [];

    public List<KeyRow> Keys { get; } = [];

    /// <summary>
    /// Keys that answers here say point nowhere, though nothing here binds them: must not exist, else the batch is fenced. The log names no keys, so that no
    /// tail can tell that another process bound one. Always empty where the store is not shared.
    /// </summary>
    public List<CustomerKey> Absent { get; } = [];

    /// <summary>
    /// Requests that were new to whoever decided on them, and of which nothing is remembered, because their answers are rejections that do not stand: must not be remembered from
    /// before this batch, else it is fenced. The log names no requests either. Always empty where the store is not shared.
    /// </summary>
    public List<RequestKey> AbsentRequests { get; } = [];

    /// <summary>
    /// Keys seen with customers that they do not lead to; one that is there already stays as it is. Of a key the <see cref="Limits.MentionsPerKey"/> newest customers are
    /// kept. Only ever beside events.
    /// </summary>
    public List<Mention> Mentions { get; } = [];

    /// <summary>
    /// What was said of keys. Each must be its customer's, or be nobody's and stand among <see cref="Domain.Reference.SharedKeys"/>, as <see cref="KeyMark.Before"/> says. One that was
    /// said twice comes to what it was before the first and after the last.
    /// </summary>
    public List<KeyMark> Marks { get; } = [];

    /// <summary>The marks, each key once, without those that leave it as it was.</summary>
    public IEnumerable<KeyMark> NetMarks() => Marks.Count == 0
        ? []
        : Marks.GroupBy(m => (m.Key, m.Customer)).Select(g => g.First() with { After = g.Last().After }).Where(m => m.Before != m.After);

    public List<RequestRow> Requests { get; } = [];

    public List<Policy> Policies { get; } = [];

    public List<Team> Teams { get; } = [];

    public List<Rep> Reps { get; } = [];

    public List<AccessToken> Tokens { get; } = [];

    /// <summary>Nothing to write: only asks whether <see cref="Expected"/> is still the head and <see cref="Absent"/> and <see cref="AbsentRequests"/> are still absent.</summary>
    public bool IsEmpty => Events.Count == 0 && Requests.Count == 0 && !IsDraft;
}

/// <summary>An event before it has a number. <paramref name="PrevEvent"/> ≥ 0 is a place in the batch, else <paramref name="PrevSeq"/> is meant.</summary>
public readonly record struct PendingEvent(
    string Type, CustomerId? Customer, DateTimeOffset At, string Actor, string Payload, long PrevSeq, int PrevEvent);

public readonly record struct CustomerRow(Customer State, long Expected, int LastEvent);

public readonly record struct ConflictRow(Conflict State, Scope Scope, long Expected, int LastEvent);

public readonly record struct ClaimantRow(Claimant State, long Expected, int LastEvent);

/// <summary>A key that points to a customer from now on; must be new.</summary>
public readonly record struct KeyRow(CustomerKey Key, CustomerId Customer);

/// <summary>A remembered answer; must be new. <paramref name="LastEvent"/> −1: the answer stands on the head before the batch's events.</summary>
public readonly record struct RequestRow(RequestKey Key, UInt128 Digest, string Outcome, int LastEvent, DateTimeOffset ExpiresAt);

/// <summary>An <c>Idempotency-Key</c>, within the caller that sent it.</summary>
public readonly record struct RequestKey(string Caller, string Key);
