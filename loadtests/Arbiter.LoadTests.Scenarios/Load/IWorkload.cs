using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Load;

/// <summary>
/// What is sent and what becomes of the answers. Called on the generator's one thread, inside the measured loop: no call may
/// block, and none should allocate.
/// </summary>
public interface IWorkload
{
    /// <summary>Claims in each request: throughput is told in claims.</summary>
    int ClaimsPerRequest { get; }

    /// <summary>No request is longer than this, headers included; bytes.</summary>
    int MaxRequestBytes { get; }

    /// <summary>Encodes request <paramref name="ticket"/> and returns its length in bytes.</summary>
    int Write(long ticket, Span<byte> into);

    /// <summary>Takes the body of a 2xx answer; false when it is not what the API promises.</summary>
    bool Answered(long ticket, ReadOnlySpan<byte> body);

    /// <summary>A request that got no ruling; its outcome is unknown unless the failure says that it was refused.</summary>
    void Lost(long ticket, Failure failure);
}
