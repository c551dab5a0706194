using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;

namespace Arbiter.Engine.Journal;

/// <summary>
/// The store as the engine sees it: the log, the current state beside it, and the fence between the two. At most one append and one load are under way at a
/// time, side by side; the other calls may come at any time.
/// </summary>
/// <remarks>
/// Any exception but <see cref="FencedException"/>, <see cref="UnstorableException"/>, <see cref="ClockSkewException"/> and <see cref="OutdatedException"/> leaves the outcome of an append open: it may have happened.
/// The engine then forgets all it knew and begins again from <see cref="OpenAsync"/>.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Other processes may write to the same log. Then nothing may be answered before the head was looked at.</summary>
    bool IsShared { get; }

    /// <summary>Others write, too, just now: what is decided before an append will very likely be decided again in it, so that it can begin with a draft.</summary>
    bool IsContended => false;

    /// <summary>Connects, or connects again, and says where the log ends and what the reference is there.</summary>
    Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel);

    /// <summary>Reads the state of keys, customers, claimants and requests in as few statements as possible.</summary>
    Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel);

    /// <summary>
    /// Writes <paramref name="batch"/> in one durable transaction. When others wrote since <see cref="Batch.Expected"/>, holds them off, shows
    /// <paramref name="rebase"/> what they wrote, and writes what it returns; a draft it shows that in any case, and be it nothing. Returns the new records and the head after them.
    /// </summary>
    /// <exception cref="FencedException">A row was not as expected. Nothing was written.</exception>
    /// <exception cref="UnstorableException">The store cannot keep something in the batch, however often it is sent. Nothing was written.</exception>
    /// <exception cref="ClockSkewException">This machine's clock and the database's are too far apart. Nothing was written.</exception>
    Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel);

    /// <summary>Where the log ends now, as far as it is committed.</summary>
    /// <exception cref="UnusableStoreException">The store must not be used any more.</exception>
    Task<LogHead> HeadAsync(CancellationToken cancel);

    /// <summary>The records after <paramref name="after"/>, at most <paramref name="limit"/>, in order, without a gap.</summary>
    Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel);

    /// <summary>The same for what others wrote: where the store can, with <see cref="LogRecord.Bound"/>.</summary>
    /// <exception cref="UnusableStoreException">The store must not be used any more.</exception>
    Task<IReadOnlyList<LogRecord>> TailAsync(long after, int limit, CancellationToken cancel) => ReadAsync(after, limit, cancel);

    /// <summary>Every key there is, in no order, some at a time. Keys that are bound meanwhile may be missing.</summary>
    IAsyncEnumerable<IReadOnlyList<CustomerKey>> ReadKeysAsync(CancellationToken cancel);

    /// <summary>Reads policies, roster, tokens and the keys that are shared whoever has them again.</summary>
    Task<Reference> LoadReferenceAsync(CancellationToken cancel);

    /// <summary>Owned customers whose protection ended at or before <paramref name="now"/>, the longest overdue first.</summary>
    Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>Forgets remembered answers that expired at or before <paramref name="now"/>, at most <paramref name="limit"/> of them; returns how many.</summary>
    Task<int> ForgetRequestsAsync(DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>
    /// Takes, or keeps, a duty that one process at a time does for all on this store: true when this one has it for <paramref name="during"/> from now. Where a
    /// process gives no sign any more, another one gets it after that time; so nothing that has to be right may depend on it.
    /// </summary>
    /// <param name="during">Zero gives it up at once.</param>
    Task<bool> TakeDutyAsync(string duty, TimeSpan during, CancellationToken cancel);

    /// <summary>Ends when another process may have written, or after <paramref name="atMost"/>. Others learn within a second that somebody waits. Never ends early where <see cref="IsShared"/> is false.</summary>
    Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel);

    /// <summary>
    /// Waits so long without wanting to be told that others wrote: they are spared telling it. For a process that itself writes so often that its appends bring it the news.
    /// </summary>
    Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel);
}

/// <summary>What the engine needs to know before it can decide.</summary>
public sealed class LoadRequest
{
    public List<CustomerKey> Keys { get; } = [];

    public List<CustomerId> Customers { get; } = [];

    public List<ClaimantId> Claimants { get; } = [];

    public List<RequestKey> Requests { get; } = [];

    public bool IsEmpty => Keys.Count + Customers.Count + Claimants.Count + Requests.Count == 0;
}

/// <summary>What the store knows of it. What is absent from the store is absent here.</summary>
public sealed class Loaded
{
    public Dictionary<CustomerKey, CustomerId> Keys { get; } = [];

    /// <summary>Those of <see cref="Keys"/> of which somebody said whether they are shared; null when there are none, as nearly always.</summary>
    public Dictionary<CustomerKey, Sharing>? Sharings { get; set; }

    /// <summary>The customers asked for, and those that the keys point to.</summary>
    public Dictionary<CustomerId, LoadedCustomer> Customers { get; } = [];

    public Dictionary<ClaimantId, LoadedClaimant> Claimants { get; } = [];

    public Dictionary<RequestKey, LoadedRequest> Requests { get; } = [];
}

/// <summary>
/// A customer with the conflict of its current epoch (open or closed). Versions are those of the two rows; <paramref name="ConflictVersion"/> is 0
/// without one. <c>State.LastAt</c> is the later of the two rows'.
/// </summary>
public readonly record struct LoadedCustomer(Customer State, long Version, long ConflictVersion);

public readonly record struct LoadedClaimant(Claimant State, long Version);

public readonly record struct LoadedRequest(UInt128 Digest, string Outcome, long Seq);

/// <summary>The result of an append.</summary>
public sealed record Appended(LogHead Head, IReadOnlyList<LogRecord> Records);

/// <summary>A row was not as expected: another process was faster. Says nothing about what stands in the row (it may be personal).</summary>
public sealed class FencedException(string table) : Exception($"A row of '{table}' was not as expected.")
{
    public string Table { get; } = table;
}

/// <summary>
/// The store cannot keep what a command brings: a value is too large for it, or of a kind that it does not take. Nothing was written, and sending it again will not help. What is
/// asked of people is checked long before; this is for what those checks do not know of. Says nothing about the value (it may be personal).
/// </summary>
public sealed class UnstorableException(string why) : Exception(why);

/// <summary>This machine's clock and the database's are too far apart to decide by.</summary>
public sealed class ClockSkewException(TimeSpan skew)
    : Exception($"This machine's clock is {skew.TotalMilliseconds:F0} ms away from the database's; check its time service.")
{
    public TimeSpan Skew { get; } = skew;
}

/// <summary>The store answers, and must not be used. The message says why, and is meant for the people who run it: nothing in it is personal.</summary>
public abstract class UnusableStoreException(string why) : Exception(why);

/// <summary>
/// A newer release has changed the database so that this program can no longer use it. Nothing was written, and nothing will be: it has to be replaced.
/// </summary>
public sealed class OutdatedException(int needed)
    : UnusableStoreException($"A newer release uses this database and has shut out servers below level {needed}: replace this server by that release.")
{
    public int Needed { get; } = needed;
}
