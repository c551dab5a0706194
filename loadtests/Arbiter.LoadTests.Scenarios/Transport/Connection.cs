using System.Net.Sockets;

namespace Arbiter.LoadTests.Transport;

/// <summary>What a connection did when it was found ready.</summary>
enum Progress { Waiting, Answered, Closed, Malformed }

/// <summary>One keep-alive connection with at most one request in flight. Its buffers grow to a bound and are kept.</summary>
sealed class Connection(int id, Target target, ReadinessQueue queue, int maxRequestBytes) : IDisposable
{
    const int MaxResponseBytes = 16 * 1024 * 1024;

    readonly byte[] request = new byte[maxRequestBytes];
    byte[] response = new byte[16 * 1024];
    int requestBytes, sentBytes, receivedBytes;
    Socket? socket;

    public int Id => id;
    public bool InFlight { get; private set; }
    public long Ticket { get; private set; }
    public long PlannedAtNs { get; private set; }
    public long SentAtNs { get; private set; }
    public bool IsOpen => socket is not null;
    public ResponseParser Parser { get; } = new();
    public ReadOnlySpan<byte> Body => response.AsSpan(Parser.Body);

    /// <summary>Where the next request is to be written.</summary>
    public Span<byte> RequestBuffer => request;

    /// <summary>Opens the connection if it is not open. On the loopback this blocks for microseconds only.</summary>
    public bool TryOpen()
    {
        if (socket is not null)
            return true;
        var opening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            opening.Connect(target.EndPoint);
            opening.Blocking = false;
            queue.Watch(opening, id);
        }
        catch (SocketException)
        {
            opening.Dispose();
            return false;
        }
        socket = opening;
        return true;
    }

    /// <summary>Sends what was written to the request buffer; false when the server has closed the connection.</summary>
    public bool Send(int lengthBytes, long ticket, long plannedAtNs, long nowNs)
    {
        (requestBytes, sentBytes, receivedBytes) = (lengthBytes, 0, 0);
        (Ticket, PlannedAtNs, SentAtNs, InFlight) = (ticket, plannedAtNs, nowNs, true);
        Parser.Reset();
        return Push(first: true);
    }

    /// <summary>Sends and receives what can be sent and received now.</summary>
    public Progress OnReady()
    {
        if (InFlight && sentBytes < requestBytes && !Push(first: false))
            return Progress.Closed;
        while (true)
        {
            if (receivedBytes == response.Length && !Grow())
                return Progress.Malformed;
            var room = response.AsSpan(receivedBytes);
            var count = socket!.Receive(room, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return Progress.Waiting;
            if (error != SocketError.Success)
                return Progress.Closed;
            if (count == 0)
                return InFlight && Parser.CompleteByClose() ? Progress.Answered : Progress.Closed;
            receivedBytes += count;
            if (!InFlight)
                return Progress.Malformed; // An answer to nothing.
            var state = Parser.Advance(response.AsSpan(0, receivedBytes));
            if (state == ParseState.Complete)
                return Parser.ConsumedBytes == receivedBytes ? Progress.Answered : Progress.Malformed;
            if (state == ParseState.Malformed)
                return Progress.Malformed;
            if (count < room.Length)
                return Progress.Waiting;
        }
    }

    public void Finish() => InFlight = false;

    public void Close()
    {
        InFlight = false;
        socket?.Dispose(); // Leaves the queue by itself: epoll forgets a closed socket.
        socket = null;
    }

    public void Dispose() => Close();

    bool Push(bool first)
    {
        var count = socket!.Send(request.AsSpan(sentBytes, requestBytes - sentBytes), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            return false;
        sentBytes += error == SocketError.Success ? count : 0;
        var done = sentBytes == requestBytes;
        // Only a request larger than the socket's buffer comes here twice, and only it pays for changing the watch.
        if (!(first && done))
            queue.WatchWriting(socket, id, writing: !done);
        return true;
    }

    bool Grow()
    {
        if (response.Length >= MaxResponseBytes)
            return false;
        Array.Resize(ref response, Math.Min(MaxResponseBytes, response.Length * 4));
        return true;
    }
}
