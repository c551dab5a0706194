using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;

namespace Arbiter.Engine.Relay;

/// <summary>
/// A replica's connection to the leader, over which it asks. The leader says several times a second that it gets on while it owes an answer; when it says nothing for
/// <see cref="Silence"/>, the link is broken, and whoever waits is told.
/// </summary>
sealed class RelayLink
{
    /// <summary>Longer than a collection of garbage takes, short enough that nobody who waits thinks of a fault.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(100);

    readonly ConcurrentDictionary<long, Pending> pending = new();
    readonly CancellationTokenSource ending = new();
    readonly WebSocket socket;
    readonly PieceIntake intake;
    readonly TimeProvider time;
    readonly RelayPipe<Pending> pipe;
    long asked;
    long heard;
    volatile bool open = true;

    /// <param name="intake">Takes in what the leader says it has committed.</param>
    public RelayLink(Leader to, WebSocket socket, PieceIntake intake, TimeProvider time)
    {
        (To, this.socket, this.intake, this.time) = (to, socket, intake, time);
        pipe = new RelayPipe<Pending>(socket, Write, TakeAsync);
    }

    sealed class Pending(long id, Command command, Request? request)
    {
        readonly TaskCompletionSource<Reply> asker = new();
        Reply reply;

        public long Id => id;

        public Command Command => command;

        public Request? Request => request;

        public string? Trace { get; } = RelayTrace.Current;

        public bool WasSent { get; set; }

        public Task<Reply> Task => asker.Task;

        public void End(Reply with) => reply = with;

        /// <summary>Goes on with whatever waits for the answer, on this thread.</summary>
        public void Tell() => asker.TrySetResult(reply);
    }

    public Leader To { get; }

    /// <summary>Whether it takes commands.</summary>
    public bool IsOpen => open;

    /// <summary>It ended because the leader went silent or away, and not because either side wanted to.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Asks the leader.</summary>
    /// <exception cref="RelayBrokenException">There is no answer.</exception>
    public async ValueTask<Reply> AskAsync(Command command, Request? request)
    {
        var waiting = new Pending(Interlocked.Increment(ref asked), command, request);
        pending[waiting.Id] = waiting;
        // Whoever closes it, and then sees nobody waiting, ends it: looked at only now, this one is either seen or turned away.
        if ((!open || !pipe.Send(waiting)) && pending.TryRemove(waiting.Id, out _))
        {
            EndWhenDone();
            throw new RelayBrokenException(mayHaveHappened: false);
        }

        return await waiting.Task.ConfigureAwait(false) is var reply && reply.Fault is RelayBrokenException broken ? throw broken : reply;
    }

    /// <summary>Runs until either side ends it; tells all that still wait.</summary>
    public async Task RunAsync()
    {
        var watching = WatchAsync();
        try
        {
            await pipe.RunAsync(ending.Token).ConfigureAwait(false);
        }
        finally
        {
            IsBroken |= open;
            open = false;
            await ending.CancelAsync().ConfigureAwait(false);
            await watching.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            socket.Abort();
            foreach (var id in pending.Keys)
            {
                if (!pending.TryRemove(id, out var waiting)) continue;
                waiting.End(new Reply(default, new RelayBrokenException(waiting.WasSent)));
                ThreadPool.UnsafeQueueUserWorkItem(static waiting => waiting.Tell(), waiting, preferLocal: false);
            }
        }
    }

    /// <summary>Returns when nothing more of what the leader told is being taken in. For afterwards.</summary>
    public Task EndAsync() => intake.EndAsync();

    /// <summary>Takes no more commands, and ends when those under way are answered.</summary>
    public void Close()
    {
        open = false;
        EndWhenDone();
    }

    void EndWhenDone()
    {
        if (!open && pending.IsEmpty) _ = ending.CancelAsync();
    }

    void Write(Utf8JsonWriter json, Pending waiting)
    {
        waiting.WasSent = true;
        json.WriteStartObject();
        json.WriteNumber("id"u8, waiting.Id);
        CommandJson.Write(json, waiting.Command);
        if (waiting.Request is { } request) CommandJson.Write(json, request);
        if (waiting.Trace is { } trace) json.WriteString("trace"u8, trace);
        json.WriteEndObject();
    }

    async Task TakeAsync(JsonElement message)
    {
        Interlocked.Increment(ref heard);
        var answered = new List<Pending>(message.GetArrayLength());
        try
        {
            // Whoever has an answer finds its event in the feed: the leader sends that first, and here it is read first.
            foreach (var item in message.EnumerateArray())
            {
                if (item.TryGetProperty("piece"u8, out var piece)) await TakeInAsync(piece).ConfigureAwait(false);
                else Take(item, answered);
            }
        }
        finally
        {
            // Whoever is no longer pending is told, whatever else the message holds: nobody else would.
            if (answered.Count > 0) Handfuls.Queue(answered, static waiting => waiting.Tell());
        }

        EndWhenDone();
    }

    void Take(JsonElement item, List<Pending> answered)
    {
        if (item.TryGetProperty("leaving"u8, out _))
        {
            Close();
        }
        else if (item.TryGetProperty("id"u8, out var id) && id.TryGetInt64(out var number) && pending.TryRemove(number, out var waiting))
        {
            waiting.End(Read(item));
            answered.Add(waiting);
        }
    }

    /// <summary>What cannot be read is as good as not said: it stands in the log.</summary>
    async Task TakeInAsync(JsonElement json)
    {
        LogPiece piece;
        try
        {
            piece = PieceJson.Read(json);
        }
        catch (Exception)
        {
            return;
        }

        await intake.TakeAsync(piece).ConfigureAwait(false);
    }

    /// <summary>What cannot be read is as good as not said, for this one asker.</summary>
    static Reply Read(JsonElement item)
    {
        try
        {
            return Reply.Read(item);
        }
        catch (Exception)
        {
            return new Reply(default, new RelayBrokenException(mayHaveHappened: true));
        }
    }

    /// <summary>
    /// Ends a link that is silent. Silence is counted in looks: a process that stood still itself has not looked, and finds what it was told meanwhile.
    /// </summary>
    async Task WatchAsync()
    {
        var (silent, before) = (0, -1L);
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(Watch, time, ending.Token).ConfigureAwait(false);
            var now = Interlocked.Read(ref heard);
            silent = pending.IsEmpty || now != before ? 0 : silent + 1;
            before = now;
            if (silent * Watch < Silence) continue;
            IsBroken = true;
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>The leader did not answer.</summary>
/// <param name="mayHaveHappened">It was asked. Else nothing happened.</param>
sealed class RelayBrokenException(bool mayHaveHappened) : Exception("The replica that decides did not answer.")
{
    public bool MayHaveHappened => mayHaveHappened;
}
