using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Sweep;

namespace Arbiter.Engine.Similar;

/// <summary>
/// Keeps the index of names up with the log. A fold of the feed and no part of the claim's transaction: a claim pays nothing for it, a change of what is indexed
/// builds the index anew by itself, and what is a few milliseconds late only warns later. The log holds no names, so a step reads the customers that the
/// records name; it reads them after those records were committed, so what it writes is at least as new. Of several processes one does it for all.
/// </summary>
public sealed class NameProjection(FeedReader feed, IIdentityIndex index, NameRule rule, Duty duty, TimeProvider time)
{
    /// <summary>
    /// Customers that one step writes at most, when there is so much to catch up with: many in one commit cost far less, and a step holds up the writer of SQLite
    /// for some ten milliseconds.
    /// </summary>
    const int CustomersPerStep = 1_000;

    /// <summary>Names are not held back for longer than this while there is more to read.</summary>
    const int RecordsHeld = 5_000;

    /// <summary>Records without names that may be read again after a crash.</summary>
    const int RecordsUnsaved = 20_000;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Progress progress = new();

    /// <summary>How far the index in this process's store is known to stand.</summary>
    public long Position => progress.Position;

    /// <summary>Completes when the names of all customers up to <paramref name="seq"/> can be found.</summary>
    public Task WaitAsync(long seq, CancellationToken cancel) => progress.WaitAsync(seq, cancel);

    /// <summary>Runs until cancelled; begins again from the stored position when the store fails or another process is ahead.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancel).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The store is away; the engine says so and reports when it is back.
                await Task.Delay(Pause, time, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }

    async Task FollowAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var saved = await index.PositionAsync(rule.Name, cancel).ConfigureAwait(false);
            progress.MoveTo(saved);
            if (!await FollowAsync(saved, cancel).ConfigureAwait(false)) return;
        }
    }

    /// <summary>True when another process is ahead or has the duty, false at the end of the feed.</summary>
    async Task<bool> FollowAsync(long saved, CancellationToken cancel)
    {
        var touched = new HashSet<CustomerId>();
        await foreach (var records in feed.FollowAsync(saved, cancel).ConfigureAwait(false))
        {
            if (!await duty.HoldAsync(cancel).ConfigureAwait(false))
            {
                await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
                return true;
            }

            var last = records[^1].Seq;
            foreach (var record in records)
            {
                if (TouchesNames(record)) touched.Add(record.Customer!.Value);
                if (touched.Count < CustomersPerStep) continue;
                if (!await StepAsync(saved, record.Seq, touched, cancel).ConfigureAwait(false)) return true;
                saved = record.Seq;
            }

            if (touched.Count == 0 && last - saved < RecordsUnsaved)
            {
                progress.MoveTo(last);
                continue;
            }

            if (touched.Count > 0 && last < feed.Head && last - saved < RecordsHeld) continue;

            if (!await StepAsync(saved, last, touched, cancel).ConfigureAwait(false)) return true;
            saved = last;
        }

        return false;
    }

    async Task<bool> StepAsync(long from, long to, HashSet<CustomerId> touched, CancellationToken cancel)
    {
        if (to == from) return true;
        var customers = touched.ToList();
        touched.Clear();
        var read = customers.Count == 0 ? [] : await index.ReadAsync(customers, cancel).ConfigureAwait(false);
        var names = read.SelectMany(NamesOf).ToList();
        if (!await index.AdvanceAsync(new NameStep(rule.Name, from, to, customers, names), cancel).ConfigureAwait(false)) return false;
        progress.MoveTo(to);
        return true;
    }

    IEnumerable<IndexedName> NamesOf(Candidate customer) => customer.Keys.Concat(customer.Mentions)
        .Where(key => key.Kind == IdentifierKind.Company)
        .Select(key => rule.TextOf(key.Value))
        .Where(name => name.Whole.Length > 0)
        .Distinct()
        .Select(name => new IndexedName(customer.State.Id, customer.State.Scope, name));

    /// <summary>Most claims carry a phone number and nothing else; their records are passed over without reading what is in them.</summary>
    static bool TouchesNames(LogRecord record) => record.Customer is not null && record.Type switch
    {
        // Keys of a merged customer still lead to it: a merge changes no names.
        "claimGranted" or "identifiersBound" => record.Payload.Contains("\"company\"", StringComparison.Ordinal),
        _ => false,
    };
}

/// <summary>What is indexed of a company's canonical name. <paramref name="Name"/> changes whenever <paramref name="TextOf"/> gives something else.</summary>
public sealed record NameRule(string Name, Func<string, NameText> TextOf);
