using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>Where the leader decides what other replicas were asked.</summary>
/// <param name="turns">Decides.</param>
/// <param name="news">What it commits, which the others are told.</param>
/// <param name="commits">Goes up while the engine gets on.</param>
sealed class RelayDesk(IArbiterEngine turns, RelayNews news, Func<long> commits, TimeProvider time)
{
    /// <summary>Much more often than a link takes for silence.</summary>
    static readonly TimeSpan SignOfLife = TimeSpan.FromMilliseconds(100);

    /// <summary>Characters of the log that may wait to be told to one replica, some hundreds of milliseconds' worth at the most a server can do. They may all go in one message.</summary>
    const int MostUntold = 2 * 1024 * 1024;

    readonly ConcurrentDictionary<Link, Task> links = new();
    volatile bool leaving;

    /// <summary>Replicas that ask here now.</summary>
    public int Askers => links.Count;

    /// <summary>Answers one replica until either side ends it.</summary>
    public async Task ServeAsync(WebSocket socket, CancellationToken cancel)
    {
        var link = new Link(socket, turns, news, commits, time);
        var running = link.RunAsync(cancel);
        links[link] = running;
        if (leaving) link.Leave();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        links.TryRemove(link, out _);
    }

    /// <summary>Has the others ask here no more, waits until they have their answers, and cuts off those who do not go.</summary>
    public async Task LeaveAsync(TimeSpan atMost, CancellationToken cancel)
    {
        leaving = true;
        foreach (var link in links.Keys) link.Leave();
        await Task.WhenAll(links.Values).WaitAsync(atMost, time, cancel).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        foreach (var link in links.Keys) link.End();
    }

    /// <summary>What is said to one replica: an answer; that this one leaves; or, by default, that it gets on.</summary>
    readonly record struct Said(long Id, Reply Reply, bool Leaving = false);

    sealed class Link
    {
        readonly IArbiterEngine turns;
        readonly RelayNews news;
        readonly Func<long> commits;
        readonly TimeProvider time;
        readonly RelayPipe<Said> pipe;
        readonly ConcurrentQueue<LogPiece> untold = new();
        int owed;
        int untoldLength;

        public Link(WebSocket socket, IArbiterEngine turns, RelayNews news, Func<long> commits, TimeProvider time)
        {
            (this.turns, this.news, this.commits, this.time) = (turns, news, commits, time);
            pipe = new RelayPipe<Said>(socket, Write, TakeAsync);
        }

        public async Task RunAsync(CancellationToken cancel)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var living = LiveAsync(ending.Token);
            using var reading = news.Read(Tell);
            await pipe.RunAsync(ending.Token).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            await living.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }

        /// <summary>
        /// Goes along with the answers, which come behind it: a message of its own costs both sides as much again. A replica that does not keep up is not told of all, and reads it from
        /// the log.
        /// </summary>
        void Tell(LogPiece committed)
        {
            var length = LengthOf(committed);
            if (Interlocked.Add(ref untoldLength, length) > MostUntold)
            {
                while (untold.TryDequeue(out var dropped)) length += LengthOf(dropped);
                Interlocked.Add(ref untoldLength, -length);
                return;
            }

            untold.Enqueue(committed);
            if (Volatile.Read(ref owed) == 0) pipe.Send(default);
        }

        static int LengthOf(LogPiece piece)
        {
            // What stands around a record's text is about so long.
            const int Around = 300;
            var length = 0;
            foreach (var record in piece.Records) length += record.Payload.Length + Around;
            return length;
        }

        public void Leave() => pipe.Send(new Said(0, default, Leaving: true));

        public void End() => pipe.End();

        /// <summary>A server whose database hangs is as silent as one that is gone: the others can do better.</summary>
        async Task LiveAsync(CancellationToken cancel)
        {
            for (var before = -1L; !cancel.IsCancellationRequested;)
            {
                await Task.Delay(SignOfLife, time, cancel).ConfigureAwait(false);
                var now = commits();
                if ((Volatile.Read(ref owed) > 0 && now != before) || !untold.IsEmpty) pipe.Send(default);
                before = now;
            }
        }

        Task TakeAsync(JsonElement message)
        {
            foreach (var item in message.EnumerateArray())
            {
                var id = item.GetProperty("id"u8).GetInt64();
                Interlocked.Increment(ref owed);
                _ = AnswerAsync(id, DecideAsync(item));
            }

            return Task.CompletedTask;
        }

        async Task AnswerAsync(long id, Task<Executed> deciding)
        {
            Reply reply;
            try
            {
                reply = new Reply(await deciding.ConfigureAwait(false));
            }
            catch (Exception e)
            {
                reply = new Reply(default, e, IsUnwell: e is UnavailableException && !turns.Health.Ready);
            }

            Interlocked.Decrement(ref owed);
            pipe.Send(new Said(id, reply));
        }

        /// <summary>Reads the item before it returns: it is gone with its message.</summary>
        async Task<Executed> DecideAsync(JsonElement item)
        {
            var (command, request, trace) = Read(item);
            using var activity = RelayTrace.Begin(trace);
            return await turns.ExecuteAsync(command, request).ConfigureAwait(false);
        }

        static (Domain.Command Command, Request? Request, string? Trace) Read(JsonElement item)
        {
            try
            {
                return (CommandJson.Read(item), CommandJson.ReadRequest(item), item.TryGetProperty("trace"u8, out var trace) ? trace.GetString() : null);
            }
            catch (Exception)
            {
                throw new UnknownCommandException();
            }
        }

        void Write(Utf8JsonWriter json, Said said)
        {
            while (untold.TryDequeue(out var piece))
            {
                Interlocked.Add(ref untoldLength, -LengthOf(piece));
                Write(json, piece);
            }

            if (said is { Id: 0, Leaving: false }) return;
            json.WriteStartObject();
            if (said.Leaving)
            {
                json.WriteBoolean("leaving"u8, true);
            }
            else
            {
                json.WriteNumber("id"u8, said.Id);
                said.Reply.Write(json);
            }

            json.WriteEndObject();
        }

        static void Write(Utf8JsonWriter json, LogPiece piece)
        {
            json.WriteStartObject();
            PieceJson.Write(json, piece);
            json.WriteEndObject();
        }
    }
}
