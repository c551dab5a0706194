using Arbiter.Domain;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;

namespace Arbiter.Engine.Local;

/// <summary>One step after another, what each has the store do, and what becomes of it.</summary>
public sealed partial class LocalEngine
{
    /// <summary>So many decided turns are worth a commit of their own.</summary>
    const int GatherTurns = 128;

    void Step(IReadOnlyList<Message> messages)
    {
        core.Now = time.NowMs();
        // Each by itself: a fault in one is not to swallow those behind it, for which somebody waits.
        for (var i = 0; i < messages.Count; i++)
        {
            try
            {
                Handle(messages[i]);
            }
            catch (Exception e)
            {
                Lose(e);
            }
        }

        try
        {
            if (up) Pump();
            core.Deliver();
        }
        catch (Exception e)
        {
            Lose(e);
        }

        ended.Tell();
        if (up) Volatile.Write(ref reference, core.Reference);
        Volatile.Write(ref untoldKeys, core.UntoldKeys);
        if (closing && core.IsIdle && inbox.IsEmpty) drained.TrySetResult();
    }

    /// <summary>Comes before the answers: whoever is told that a token or a rep is there can use it.</summary>
    void Publish(IReadOnlyList<LogRecord> records)
    {
        Volatile.Write(ref reference, core.Reference);
        Feed.Publish(records);
    }

    void Handle(Message message)
    {
        if (message.Do is { } action) action();
        else if (up) core.Submit(message.Turn!);
        else Fail(message.Turn!, new UnavailableException(notReady, RetryAfter));
    }

    /// <summary>
    /// What is being loaded is decided in a moment: a commit that waits for it carries it too, and a commit costs far more than the wait. So the commit comes first
    /// when no load is under way, and the next load only then. Answers of the last commit leave after that: the store works while they are told.
    /// </summary>
    void Pump()
    {
        if ((!core.LoadUnderWay || core.OpenTurns >= GatherTurns) && core.TakeBatch(journal.IsContended) is { } batch) Send(batch);
        if (core.TakeLoad() is { } request) load = LoadAsync(request);
    }

    void Send(Batch batch)
    {
        append = AppendAsync(batch);
        if (core.OldestUnderWay is > 0 and var oldest) options.OnWaited(time.GetElapsedTime(oldest));
    }

    async Task LoadAsync(LoadRequest request)
    {
        try
        {
            var loaded = await journal.LoadAsync(request, stopping.Token).ConfigureAwait(false);
            Post(() =>
            {
                if (up) core.Loaded(loaded);
            });
        }
        catch (Exception e)
        {
            Post(() => Lose(Describe(e)));
        }
    }

    async Task AppendAsync(Batch batch)
    {
        try
        {
            var appended = await journal.AppendAsync(batch, RebaseAsync, CancellationToken.None).ConfigureAwait(false);
            Post(() =>
            {
                if (!up) return;
                core.Committed(appended);
                Volatile.Write(ref commits, commits + 1);
            });
        }
        catch (FencedException)
        {
            Post(() =>
            {
                if (up) core.Fenced();
            });
        }
        catch (UnstorableException e)
        {
            Post(() =>
            {
                if (up && core.Refused(e)) Tell(() => options.OnUnstorable(e));
            });
        }
        catch (Exception e)
        {
            Post(() => Lose(Describe(e)));
        }
    }

    async ValueTask<Batch> RebaseAsync(IReadOnlyList<LogRecord> tail)
    {
        var changed = tail.Any(Codec.EventReader.ConcernsReference)
            ? await journal.LoadReferenceAsync(stopping.Token).ConfigureAwait(false)
            : null;
        return await AskAsync(() => up ? core.Rebase(tail, changed) : throw new InvalidOperationException(notReady)).ConfigureAwait(false);
    }

    /// <summary>Something the core did not expect. What it holds in memory cannot be trusted; what is in the store can.</summary>
    void Lose(Exception unexpected)
    {
        try
        {
            Lose("An unexpected fault in the engine: " + unexpected.GetType().Name);
        }
        catch (Exception e)
        {
            // Telling what was committed failed, too. Everybody was told, and the store is being opened.
            Report(e);
        }

        Report(unexpected);
    }

    void Report(Exception fault) => Tell(() => options.OnFault(fault));

    static void Tell(Action somebody)
    {
        try
        {
            somebody();
        }
        catch (Exception)
        {
            // Whoever listens must not be what stops the engine.
        }
    }

    void Lose(string why)
    {
        if (!up) return;
        up = false;
        if (!closing) notReady = why;
        try
        {
            core.Lost(() => new UnavailableException(why, RetryAfter));
        }
        finally
        {
            Reopen();
        }
    }

    /// <summary>Opens the store again and again until it answers: service returns by itself.</summary>
    void Reopen() => _ = Task.Run(async () =>
    {
        await Task.WhenAll(append, load).ConfigureAwait(false);
        for (var waitMs = 50; !stopping.IsCancellationRequested; waitMs = Math.Min(waitMs * 2, 1000))
        {
            try
            {
                var (head, opened) = await journal.OpenAsync(stopping.Token).ConfigureAwait(false);
                var known = await AskAsync(() => core.Head).ConfigureAwait(false);
                var goesOn = await continuity.GoesOnAsync(known, head, stopping.Token).ConfigureAwait(false);
                if (!goesOn) options.OnAnotherLog(known, head);
                Post(() =>
                {
                    if (stopping.IsCancellationRequested) return;
                    if (goesOn) Feed.StartAt(head.Seq);
                    else Feed.RestartAt(head.Seq);
                    core.Open(head, opened);
                    openings++;
                    up = true;
                    Volatile.Write(ref reference, opened);
                    if (!closing) notReady = "";
                });
                return;
            }
            catch (Exception e)
            {
                if (!closing) notReady = Describe(e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(waitMs), time, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    });

    /// <summary>What failed, without what it failed on: messages of databases can hold personal data.</summary>
    static string Describe(Exception e) => e is ClockSkewException or UnusableStoreException ? e.Message : "The store does not answer (" + e.GetType().Name + ").";
}
