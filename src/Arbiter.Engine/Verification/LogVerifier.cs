using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;

namespace Arbiter.Engine.Verification;

/// <summary>
/// Proves a store: that its log is whole, and that its tables are what the log makes of them. Keeps the state of every customer in memory meanwhile.
/// </summary>
/// <remarks>
/// Works while others write, without a lock and without one long snapshot (which would keep the write-ahead log from being folded in):
/// <code>
/// 1. replay the log up to where it ends now: H
/// 2. read the tables; every row is read at some instant after H
/// 3. replay what came after H
/// </code>
/// A row that is as the log makes it at H is right. One that is not may have been read after one of the later events: it has to be as the log makes it after
/// exactly one of them, which is looked at in step 3 after each. So nothing is excused because it was written in the meantime.
/// </remarks>
public sealed class LogVerifier(IJournal journal, IQueries queries)
{
    const int PageSize = 1_000;
    const int DeviationsKept = 20;

    /// <summary>Policies, roster and tokens are read again so often where one of them changed meanwhile.</summary>
    const int MostReadings = 20;

    /// <summary>On a store that is written to without end, step 3 ends here at the latest.</summary>
    const long LongestTail = 1_000_000;

    readonly DeviationList deviations = new(DeviationsKept);
    readonly Dictionary<CustomerId, LoadedCustomer> openCustomers = [];
    readonly Dictionary<CustomerId, int> openKeys = [];
    readonly Dictionary<ClaimantId, LoadedClaimant> openClaimants = [];
    long customers;
    long claimants;
    long keyCounts;

    /// <summary>Verifies everything once; a verifier is not used again.</summary>
    public async Task<VerificationResult> RunAsync(IProgress<VerificationProgress>? progress, CancellationToken cancel)
    {
        var replay = new Replay(deviations);
        await ReplayAsync(replay, _ => { }, long.MaxValue, progress, cancel);
        await ReadTablesAsync(replay, progress, cancel);
        if (openCustomers.Count + openKeys.Count + openClaimants.Count > 0)
            await ReplayAsync(replay, happened => Compare(replay, happened), replay.Seq + LongestTail, progress, cancel);
        ReportOpen(replay);
        await CompareReferenceAsync(replay, progress, cancel);
        return new VerificationResult(replay.Seq, customers, claimants, keyCounts, deviations.Count, deviations.First);
    }

    async Task ReplayAsync(Replay replay, Action<DomainEvent> after, long until, IProgress<VerificationProgress>? progress, CancellationToken cancel)
    {
        while (replay.Seq < until)
        {
            var page = await journal.ReadAsync(replay.Seq, PageSize, cancel);
            foreach (var record in page)
            {
                if (replay.Take(record) is { } happened) after(happened);
            }

            progress?.Report(new VerificationProgress("events", replay.Seq));
            if (page.Count < PageSize) return;
        }
    }

    async Task ReadTablesAsync(Replay replay, IProgress<VerificationProgress>? progress, CancellationToken cancel)
    {
        await foreach (var row in queries.AllCustomersAsync(cancel))
        {
            if (++customers % PageSize == 0) progress?.Report(new VerificationProgress("customers", customers));
            var log = replay.Customers.GetValueOrDefault(row.State.Id);
            if (log is not null) log.Seen = true;
            if (log is null || RowCheck.Differences(row, log) is not null) openCustomers[row.State.Id] = row;
        }

        await foreach (var (customer, keys) in queries.AllKeyCountsAsync(cancel))
        {
            if (++keyCounts % PageSize == 0) progress?.Report(new VerificationProgress("keys", keyCounts));
            var log = replay.Customers.GetValueOrDefault(customer);
            if (log is not null) log.KeysSeen = true;
            if (log?.State.KeyCount != keys) openKeys[customer] = keys;
        }

        await foreach (var row in queries.AllClaimantsAsync(cancel))
        {
            claimants++;
            var log = replay.Claimants.GetValueOrDefault(row.State.Id);
            if (log is not null) log.Seen = true;
            if (log is null || RowCheck.Differences(row, log) is not null) openClaimants[row.State.Id] = row;
        }

        ReportMissing(replay);
    }

    /// <summary>What is read in one piece is as the log makes it where none of it changed between what was replayed before and after.</summary>
    async Task CompareReferenceAsync(Replay replay, IProgress<VerificationProgress>? progress, CancellationToken cancel)
    {
        for (var reading = 0; reading < MostReadings; reading++)
        {
            var before = replay.Reference.Changes;
            var stored = await journal.LoadReferenceAsync(cancel);
            await ReplayAsync(replay, _ => { }, replay.Seq + LongestTail, progress, cancel);
            if (replay.Reference.Changes != before) continue;
            replay.Reference.Compare(stored, deviations);
            return;
        }

        deviations.Add("policies, roster and tokens", "changed all the time, and were not compared");
    }

    /// <summary>No row is ever deleted: what the log knew before the tables were read has to be there.</summary>
    void ReportMissing(Replay replay)
    {
        foreach (var (id, log) in replay.Customers)
        {
            if (!log.Seen) deviations.Add($"customer {id}", $"has no row, and events up to {log.LastSeq}");
            if (!log.KeysSeen && log.State.KeyCount > 0) deviations.Add($"customer {id}", $"has no keys, and {log.State.KeyCount} by the log");
        }

        foreach (var (id, log) in replay.Claimants)
        {
            if (!log.Seen) deviations.Add($"claimant {id.Scope}/{id.Rep}", $"has no row, and events up to {log.Version}");
        }
    }

    /// <summary>After one of the later events: rows that were read right then are settled.</summary>
    void Compare(Replay replay, DomainEvent happened)
    {
        if (happened is CustomerEvent { Customer: var id } && replay.Customers.TryGetValue(id, out var customer))
        {
            if (openCustomers.TryGetValue(id, out var row) && RowCheck.Differences(row, customer) is null) openCustomers.Remove(id);
            if (openKeys.TryGetValue(id, out var keys) && customer.State.KeyCount == keys) openKeys.Remove(id);
        }

        var (first, second) = ClaimantEvolver.Touched(happened);
        foreach (var touched in (ClaimantId?[])[first, second])
        {
            if (touched is { } rep && openClaimants.TryGetValue(rep, out var row) && replay.Claimants.TryGetValue(rep, out var claimant)
                && RowCheck.Differences(row, claimant) is null) openClaimants.Remove(rep);
        }
    }

    void ReportOpen(Replay replay)
    {
        foreach (var (id, row) in openCustomers)
        {
            var differ = replay.Customers.TryGetValue(id, out var log) ? $"differs from the log in {RowCheck.Differences(row, log)}" : "has a row and no event";
            deviations.Add($"customer {id} (version {row.Version})", differ);
        }

        foreach (var (id, keys) in openKeys)
            deviations.Add($"customer {id}", $"has {keys} keys, and {replay.Customers.GetValueOrDefault(id)?.State.KeyCount ?? 0} by the log");
        foreach (var (id, row) in openClaimants)
        {
            var differ = replay.Claimants.TryGetValue(id, out var log) ? $"differs from the log in {RowCheck.Differences(row, log)}" : "has a row and no event";
            deviations.Add($"claimant {id.Scope}/{id.Rep} (version {row.Version})", differ);
        }
    }
}
