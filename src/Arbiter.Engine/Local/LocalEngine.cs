using Arbiter.Domain;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;

namespace Arbiter.Engine.Local;

/// <summary>
/// Runs the turns in this process: while the journal commits one batch it decides the next. Only a step touches <see cref="TurnCore"/>; everything reaches it as a
/// message, and steps are taken by whoever brings one (<see cref="Combiner{T}"/>). At most one load, one append and one opening are under way, so the messages are
/// bounded by the commands admitted.
/// </summary>
public sealed partial class LocalEngine : IArbiterEngine, IAsyncDisposable
{
    /// <summary>Records read at once from a log that others write, too.</summary>
    const int RecordsPerLook = 1024;

    /// <summary>How long an engine that is told to end goes on committing what it has; the store's own limit for the commit under way comes on top.</summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(20);

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>After what time to ask again for what another process may be about to decide.</summary>
    public static readonly TimeSpan OpenOutcome = TimeSpan.FromMilliseconds(200);

    readonly IJournal journal;
    readonly Continuity continuity;
    readonly TimeProvider time;
    readonly LocalEngineOptions options;
    readonly TurnCore core;
    readonly Combiner<Message> inbox;
    readonly CancellationTokenSource stopping = new();
    readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Answers ended = new();
    Task append = Task.CompletedTask;
    Task load = Task.CompletedTask;
    Reference reference = Reference.Empty;
    volatile string notReady = "The store has not been opened yet.";
    volatile bool closing;
    bool up;
    int openings;
    long untoldKeys;
    long commits;
    long takenIn;
    int admitted;

    public LocalEngine(IJournal journal, CommittedFeed feed, TimeProvider time, LocalEngineOptions options)
    {
        this.journal = journal;
        continuity = new Continuity(journal);
        this.time = time;
        this.options = options;
        Feed = feed;
        core = new TurnCore(options.Cache, options.Turns, journal.IsShared, options.Seed)
        {
            OnRecords = Publish,
            Listener = options.Listener,
            OnEnded = ended.Add,
        };
        inbox = new Combiner<Message>(Step);
        Reopen();
    }

    readonly record struct Message(Turn? Turn, Action? Do);

    public CommittedFeed Feed { get; }

    public Reference Reference => Volatile.Read(ref reference);

    public EngineHealth Health => notReady is { Length: > 0 } why ? new EngineHealth(false, why) : new EngineHealth(true, "");

    /// <summary>How many records of other processes were taken in that bound keys without saying which.</summary>
    public long UntoldKeys => Volatile.Read(ref untoldKeys);

    /// <summary>Batches that were committed, those with nothing to write included.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>Pieces of the log that were taken in from those who committed them.</summary>
    public long TakenIn => Volatile.Read(ref takenIn);

    /// <summary>Commands waiting or under way.</summary>
    public int Admitted => Volatile.Read(ref admitted);

    public async Task<Executed> ExecuteAsync(Command command, Request? request = null)
    {
        if (closing) throw new UnavailableException("The server is shutting down.", RetryAfter);
        if (Interlocked.Increment(ref admitted) > options.Admitted)
        {
            Interlocked.Decrement(ref admitted);
            throw new OverloadedException(RetryAfter);
        }

        try
        {
            var turn = new Turn(command, request) { Arrived = time.GetTimestamp() };
            Post(new Message(turn, null));
            return await turn.Task.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref admitted);
        }
    }

    /// <summary>
    /// Decides what another process was asked, too, and may have decided, or be about to: nothing is told that would not be true then.
    /// </summary>
    /// <exception cref="UnavailableException">Nobody knows the outcome yet, or it was not to be had here.</exception>
    public async Task<Executed> ExecuteAgainAsync(Command command, Request request)
    {
        try
        {
            var executed = await ExecuteAsync(command, request).ConfigureAwait(false);
            if (request.Stands(executed.Outcome)) return executed;
        }
        catch (OverloadedException e)
        {
            // "Too much, and nothing was done" is more than is known.
            throw new UnavailableException(e.Message, e.RetryAfter);
        }

        throw new UnavailableException("Who decides this did not answer, and what was found instead may not stand.", OpenOutcome);
    }

    /// <summary>Writes the repeats that were counted at least <paramref name="window"/> ago.</summary>
    public void WriteRepeats(TimeSpan window) => Post(() =>
    {
        if (up) core.WriteRepeats(window);
    });

    /// <summary>
    /// Finds out which keys there are, so that those that are not need no load; until it is done, and while others write, every key is loaded. Returns when it
    /// has, or has been overtaken. For a store that was just opened, and now and then later: see <see cref="KeysLoop"/>.
    /// </summary>
    public async Task LearnKeysAsync(CancellationToken cancel)
    {
        var began = await AskAsync(() =>
        {
            if (!up || !core.IsIgnorantOfKeys) return -1;
            core.BeginLearningKeys();
            return openings;
        }).ConfigureAwait(false);
        if (began < 0) return;
        try
        {
            await foreach (var page in journal.ReadKeysAsync(cancel).ConfigureAwait(false))
            {
                // Answered before the next page is read: nothing piles up.
                if (!await AskAsync(() => Still(() => core.LearnKeys(page))).ConfigureAwait(false)) return;
            }

            await AskAsync(() => Still(core.LearnedKeys)).ConfigureAwait(false);
        }
        catch
        {
            Post(() => Still(core.ForgetKeys));
            throw;
        }

        bool Still(Action learn)
        {
            if (!up || openings != began || core.IsIgnorantOfKeys) return false;
            learn();
            return true;
        }
    }

    /// <summary>Which keys there are: at least all that were bound by records which the feed had told when this was asked.</summary>
    public Task<KnownKeys> KnownKeysAsync() => AskAsync(() => core.KnownKeys);

    /// <summary>
    /// Takes in what another process says it has committed. What does not follow on what is known here, by number and by hash, is left alone: whoever misses any finds it in the
    /// log (<see cref="CatchUpAsync"/>), which is also where a batch under way is shown it. Returns whether the log holds more than is known here.
    /// </summary>
    public async Task<bool> TakeInAsync(LogPiece told)
    {
        // The reference is not in the records; these are rare.
        if (told.Records.Any(Codec.EventReader.ConcernsReference)) return true;
        return await AskAsync(() =>
        {
            if (!up || core.BatchUnderWay || told.Head.Seq <= core.Head.Seq) return false;
            if (told.After(core.Head) is not { } news) return true;
            core.Tail(news, null, isHearsay: true);
            Volatile.Write(ref takenIn, takenIn + 1);
            return false;
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes in what other processes wrote, up to the end of the log, and returns whether that was anything. Finds out, too, whether the store may still be used.
    /// </summary>
    public async Task<bool> CatchUpAsync(CancellationToken cancel)
    {
        for (var found = false; ; found = true)
        {
            var records = await LookAsync(cancel).ConfigureAwait(false);
            if (records < RecordsPerLook) return found || records > 0;
        }
    }

    /// <summary>Returns how many records there were.</summary>
    async Task<int> LookAsync(CancellationToken cancel)
    {
        // With a batch under way the journal shows the tail to that batch.
        var head = await AskAsync(() => up && !core.BatchUnderWay ? core.Head : null).ConfigureAwait(false);
        if (head is null) return 0;
        var (tail, unusable) = await ReadTailAsync(head, cancel).ConfigureAwait(false);
        if (unusable is not null)
        {
            Post(() => Lose(unusable));
            return 0;
        }

        if (tail.Count == 0) return 0;
        var changed = tail.Any(Codec.EventReader.ConcernsReference) ? await journal.LoadReferenceAsync(cancel).ConfigureAwait(false) : null;
        // What was read may be known by now.
        Post(() =>
        {
            if (up && !core.BatchUnderWay && core.Head.Seq == head.Seq) core.Tail(tail, changed);
        });
        return tail.Count;
    }

    /// <summary>What others wrote, or why the store must not be used any more.</summary>
    async Task<(IReadOnlyList<LogRecord> Tail, string? Unusable)> ReadTailAsync(LogHead head, CancellationToken cancel)
    {
        try
        {
            var tail = await journal.TailAsync(head.Seq, RecordsPerLook, cancel).ConfigureAwait(false);
            return (tail, await continuity.WhyNotAsync(head, tail, cancel).ConfigureAwait(false));
        }
        catch (UnusableStoreException e)
        {
            return ([], e.Message);
        }
    }

    /// <summary>Takes no more commands, finishes those it has, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        closing = true;
        notReady = "The server is shutting down.";
        Post(() => { });
        await Task.WhenAny(drained.Task, Task.Delay(DrainLimit, time)).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        await Task.WhenAll(append, load).ConfigureAwait(false);
        Feed.Complete();
    }

    /// <summary>Whoever still waits is told that nobody will answer. Messages that come later find it stopped.</summary>
    Task StopAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            up = false;
            notReady = "The server has shut down.";
            try
            {
                core.Lost(() => new UnavailableException(notReady, RetryAfter));
            }
            finally
            {
                stopped.SetResult();
            }
        });
        return stopped.Task;
    }

    async Task<T> AskAsync<T>(Func<T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(ask());
            }
            catch (Exception e)
            {
                answer.SetException(e);
                throw;
            }
        });
        return await answer.Task.ConfigureAwait(false);
    }

    void Post(Action action) => Post(new Message(null, action));

    void Post(Message message) => inbox.Add(message);

    void Fail(Turn turn, Exception why)
    {
        turn.End(why);
        ended.Add(turn);
    }
}
