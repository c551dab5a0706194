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
/// Any exception but <see cref="FencedException"/> and <see cref="ClockSkewException"/> leaves the outcome of an append open: it may have happened.
/// The engine then forgets all it knew and begins again from <see cref="OpenAsync"/>.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Other processes may write to the same log. Then nothing may be answered before the head was looked at.</summary>
    bool IsShared { get; }

    /// <summary>Connects, or connects again, and says where the log ends and what the reference is there.</summary>
    Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel);

    /// <summary>Reads the state of keys, customers, claimants and requests in as few statements as possible.</summary>
    Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel);

    /// <summary>
    /// Writes <paramref name="batch"/> in one durable transaction. When others wrote since <see cref="Batch.Expected"/>, holds them off, shows
    /// <paramref name="rebase"/> what they wrote, and writes what it returns. Returns the new records and the head after them.
    /// </summary>
    /// <exception cref="FencedException">A row was not as expected. Nothing was written.</exception>
    /// <exception cref="ClockSkewException">This machine's clock and the database's are too far apart. Nothing was written.</exception>
    Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel);

    /// <summary>The records after <paramref name="after"/>, at most <paramref name="limit"/>, in order, without a gap.</summary>
    Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel);

    /// <summary>Every key there is, in no order, some at a time. Keys that are bound meanwhile may be missing.</summary>
    IAsyncEnumerable<IReadOnlyList<CustomerKey>> ReadKeysAsync(CancellationToken cancel);

    /// <summary>Reads policies, roster, tokens and the keys that are shared whoever has them again.</summary>
    Task<Reference> LoadReferenceAsync(CancellationToken cancel);

    /// <summary>Owned customers whose protection ended at or before <paramref name="now"/>, the longest overdue first.</summary>
    Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>Forgets remembered answers that expired at or before <paramref name="now"/>, at most <paramref name="limit"/> of them; returns how many.</summary>
    Task<int> ForgetRequestsAsync(DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>Ends when another process may have written, or after <paramref name="atMost"/>. Never ends early where <see cref="IsShared"/> is false.</summary>
    Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel);
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

/// <summary>This machine's clock and the database's are too far apart to decide by.</summary>
public sealed class ClockSkewException(TimeSpan skew)
    : Exception($"This machine's clock is {skew.TotalMilliseconds:F0} ms away from the database's; check its time service.")
{
    public TimeSpan Skew { get; } = skew;
}
