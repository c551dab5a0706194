using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Engine.Queries;
using Arbiter.Engine.Sweep;

namespace Arbiter.Engine.Similar;

/// <summary>
/// Compares customers after their claims, and proposes those that resemble each other to a person. A claim by hard keys alone is decided without looking for
/// anything like it, and two claims at one instant do not see each other's names; here both are made up for, and no claim pays for it: this follows the log with a
/// position of its own, a few customers at a time, and stands back while there is much to decide. Of several processes one does it for all; where two
/// overlap, what they propose is proposed once.
/// </summary>
public sealed class LikenessProjection(
    FeedReader feed, IQueries queries, NameProjection names, ILikeness likeness, LocalEngine engine, Duty duty, TimeProvider time)
{
    /// <summary>The checkpoint. Another name compares all customers anew.</summary>
    const string Name = "likeness-1";

    /// <summary>So few that a step is over in some milliseconds, or ten times as many where the engine does not know which keys there are.</summary>
    const int CustomersPerStep = 32;

    /// <summary>Where claims wait for what the step takes, it is cut into pieces: one of a hundred milliseconds every few seconds is all that a p99 shows.</summary>
    const int CustomersWhenBusy = 4;

    /// <summary>With more commands under way than this, claims are what the machine is for.</summary>
    const int BusyFrom = 16;

    /// <summary>Nor is it while the log grows faster than this, in records a second: not much less than can be compared in a fifth of a core. Fewer than the second number are no stream.</summary>
    const double BusyGrowth = 2_000;
    const long LeastGrowth = 100;

    /// <summary>After each step it rests so many times as long as the step took: at most a fifth of one core of the database is ever spent here.</summary>
    const int RestFor = 4;

    static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    /// <summary>Where there is always much to decide, one piece is taken after this all the same.</summary>
    static readonly TimeSpan LongestYield = TimeSpan.FromSeconds(0.6);

    static readonly TimeSpan YieldStep = TimeSpan.FromMilliseconds(50);

    /// <summary>What was compared since the last saved position is compared again after a crash; saving costs a commit.</summary>
    static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Progress progress = new();
    long proposed;
    (long Head, long At) seen;

    /// <summary>Everything up to here has been compared with what there was.</summary>
    public long Position => progress.Position;

    /// <summary>Records of the log that it has yet to look at.</summary>
    public long Lag => Math.Max(0, feed.Head - Position);

    /// <summary>Pairs that this process was the first to propose.</summary>
    public long Proposed => Volatile.Read(ref proposed);

    /// <summary>Runs until cancelled; begins again from the stored position when the store fails or the engine is full.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                while (await FollowAsync(cancel).ConfigureAwait(false)) { }
                return;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The store is away or the engine is full; both say so themselves.
                await Task.Delay(Pause, time, cancel).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }

    /// <summary>True when another process is ahead or has the duty, false at the end of the feed.</summary>
    async Task<bool> FollowAsync(CancellationToken cancel)
    {
        progress.MoveTo(await SavedAsync(cancel).ConfigureAwait(false));
        seen = (feed.Head, time.GetTimestamp());
        var savedAt = time.GetTimestamp();
        var touched = new HashSet<CustomerId>();
        await foreach (var records in feed.FollowAsync(Position, cancel).ConfigureAwait(false))
        {
            if (!await duty.HoldAsync(cancel).ConfigureAwait(false))
            {
                await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
                return true;
            }

            foreach (var record in records)
            {
                if (BringsKeys(record)) touched.Add(record.Customer!.Value);
                if (touched.Count >= CustomersPerStep || (record.Seq == records[^1].Seq && touched.Count > 0)) await StepAsync(touched, record.Seq, cancel).ConfigureAwait(false);
            }

            progress.MoveTo(records[^1].Seq);
            if (time.GetElapsedTime(savedAt) < SaveEvery) continue;
            if (await SavedAsync(cancel).ConfigureAwait(false) > Position) return true;
            await queries.SaveCheckpointAsync(Name, Position, "", cancel).ConfigureAwait(false);
            savedAt = time.GetTimestamp();
        }

        return false;
    }

    async Task<long> SavedAsync(CancellationToken cancel) => (await queries.LoadCheckpointAsync(Name, cancel).ConfigureAwait(false))?.Seq ?? 0;

    async Task StepAsync(HashSet<CustomerId> touched, long to, CancellationToken cancel)
    {
        // Of two that were claimed at once, the later one finds the earlier one's name.
        await names.WaitAsync(to, cancel).ConfigureAwait(false);
        CustomerId[] all = [.. touched];
        for (var at = 0; at < all.Length;)
        {
            var until = Math.Min(all.Length, at + (await YieldAsync(cancel).ConfigureAwait(false) ? CustomersPerStep : CustomersWhenBusy));
            await CompareAsync(all[at..until], cancel).ConfigureAwait(false);
            at = until;
        }

        touched.Clear();
        progress.MoveTo(to);
    }

    async Task CompareAsync(CustomerId[] some, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        foreach (var pair in await likeness.FindAsync(some, cancel).ConfigureAwait(false))
        {
            var told = await engine.ExecuteAsync(new ProposeMerge(pair.One, pair.Other, pair.Evidence)).ConfigureAwait(false);
            if (told.Outcome is Domain.Claims.Accepted) Interlocked.Increment(ref proposed);
        }

        var rest = RestFor * time.GetElapsedTime(began);
        if (rest > TimeSpan.Zero) await Task.Delay(rest < LongestRest ? rest : LongestRest, time, cancel).ConfigureAwait(false);
    }

    /// <summary>Stands back, but not for ever. True when there is little to decide now.</summary>
    async Task<bool> YieldAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (IsBusy())
        {
            if (time.GetElapsedTime(began) >= LongestYield) return false;
            await Task.Delay(YieldStep, time, cancel).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>How many commands are under way changes by the millisecond; how fast the log grew since the last look does not.</summary>
    bool IsBusy()
    {
        var last = seen;
        seen = (feed.Head, time.GetTimestamp());
        var growth = seen.Head - last.Head;
        return engine.Admitted > BusyFrom || (growth > LeastGrowth && growth > BusyGrowth * time.GetElapsedTime(last.At, seen.At).TotalSeconds);
    }

    /// <summary>A claim from the pool, and a grant by keys that are all known, bring nothing to compare.</summary>
    static bool BringsKeys(LogRecord record) => record.Customer is not null && record.Type is "claimGranted" or "identifiersBound"
        && (!record.Payload.Contains("\"kinds\":[]", StringComparison.Ordinal) || record.Payload.Contains("\"mentions\"", StringComparison.Ordinal));
}

/// <summary>Says which customers others resemble, as they are stored now.</summary>
public interface ILikeness
{
    /// <summary>The pairs of each of <paramref name="customers"/> and another one that a person should look at; in no order, some perhaps from both sides.</summary>
    Task<IReadOnlyList<Likeness>> FindAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancel);
}

/// <summary>Two customers that may be one. <paramref name="Evidence"/> are short codes with commas between them.</summary>
public readonly record struct Likeness(CustomerId One, CustomerId Other, string Evidence);
