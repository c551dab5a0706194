using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Load;

/// <summary>
/// What is sent and what becomes of the answers. Called inside the measured loop: no call may block, and none should allocate. Requests may
/// be encoded on any thread; answers and losses are told by one thread at a time.
/// </summary>
public interface IWorkload
{
    /// <summary>Claims in each request: throughput is told in claims.</summary>
    int ClaimsPerRequest { get; }

    /// <summary>No request is longer than this, headers included; bytes.</summary>
    int MaxRequestBytes { get; }

    /// <summary>Encodes request <paramref name="ticket"/>, from 0, with its headers, for a socket; returns its length in bytes.</summary>
    int Write(long ticket, Span<byte> into);

    /// <summary>Where the requests are posted to, for a client that writes the headers itself; without a leading slash.</summary>
    string Path { get; }

    /// <summary>Encodes the body of request <paramref name="ticket"/> alone; returns its length in bytes.</summary>
    int WriteBody(long ticket, Span<byte> into);

    /// <summary>Takes the body of a 2xx answer; false when it is not what the API promises.</summary>
    bool Answered(long ticket, ReadOnlySpan<byte> body);

    /// <summary>A request that got no ruling; its outcome is unknown unless the failure says that it was refused.</summary>
    void Lost(long ticket, Failure failure);
}
