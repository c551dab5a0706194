using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Queries;

/// <summary>Reads for people: committed state only, a page at a time. May be called at any time, side by side.</summary>
public interface IQueries
{
    /// <summary>The customer with its keys in the clear; who may see them is the caller's to decide.</summary>
    Task<CustomerDetails?> FindCustomerAsync(CustomerId id, CancellationToken cancel);

    /// <summary>The customer's events, newest first, from the one at or before <paramref name="from"/> (<see cref="long.MaxValue"/>: from the last).</summary>
    Task<IReadOnlyList<LogRecord>> HistoryAsync(CustomerId id, long from, int limit, CancellationToken cancel);

    /// <summary>Customers in the pool of a scope, in order of the instant from which they may be claimed, then id; after the cursor.</summary>
    Task<IReadOnlyList<CustomerDetails>> PoolAsync(Scope scope, PoolCursor? after, int limit, CancellationToken cancel);

    /// <summary>Conflicts, the latest reached-for first; before the cursor. <paramref name="party"/> narrows to those that a rep holds or is a party of.</summary>
    Task<IReadOnlyList<StoredConflict>> ConflictsAsync(
        bool? open, RepId? party, ConflictCursor? before, int limit, CancellationToken cancel);

    Task<StoredConflict?> FindConflictAsync(ConflictId id, CancellationToken cancel);

    /// <summary>Customers with open proposals to be merged with others, in order of id, after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Customer>> ProposedAsync(CustomerId? after, int limit, CancellationToken cancel);

    /// <summary>
    /// Hard keys of a scope that claims brought together with at least <paramref name="least"/> other customers, and with more than when somebody said that they are not
    /// shared; the most first.
    /// </summary>
    Task<IReadOnlyList<CommonKey>> CommonKeysAsync(Scope scope, int least, int limit, CancellationToken cancel);

    /// <summary>With how many customers beside its own a key was seen; at most <see cref="Domain.Policies.Limits.MentionsPerKey"/>.</summary>
    Task<int> CountOthersAsync(CustomerKey key, CancellationToken cancel);

    Task<int> CountOpenConflictsAsync(CancellationToken cancel);

    /// <summary>A projection's last saved state and the log position it stands for.</summary>
    Task<(long Seq, string Body)?> LoadCheckpointAsync(string name, CancellationToken cancel);

    Task SaveCheckpointAsync(string name, long seq, string body, CancellationToken cancel);

    /// <summary>Every customer with its row versions, in order of id, for verification.</summary>
    IAsyncEnumerable<LoadedCustomer> AllCustomersAsync(CancellationToken cancel);

    /// <summary>Every claimant, for verification.</summary>
    IAsyncEnumerable<LoadedClaimant> AllClaimantsAsync(CancellationToken cancel);

    /// <summary>How many keys of each kind point to each customer, for verification, in order of customer.</summary>
    IAsyncEnumerable<(CustomerId Customer, int Keys)> AllKeyCountsAsync(CancellationToken cancel);
}

/// <summary>A customer, the keys that lead to it, and the shared ones it was seen with.</summary>
public sealed record CustomerDetails(Customer State, IReadOnlyList<CustomerKey> Keys, IReadOnlyList<CustomerKey> Mentions);

/// <summary>A hard key that may in truth be shared: the customer it leads to, and how many others it was seen with.</summary>
public sealed record CommonKey(CustomerKey Key, CustomerId Customer, int Others);

public readonly record struct PoolCursor(DateTimeOffset ClaimableFrom, CustomerId Customer);

public readonly record struct ConflictCursor(DateTimeOffset LastAt, ConflictId Conflict);

public sealed record StoredConflict(Conflict State, Scope Scope);
