using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Claims;

/// <summary>Many claims a request, through <c>POST /claims/batch</c>.</summary>
/// <param name="plan">Which claims.</param>
/// <param name="writer">Encodes them.</param>
/// <param name="log">Where rulings go.</param>
/// <param name="batchLength">Claims in each request, 1 to 1,000.</param>
public sealed class BatchClaims(ClaimPlan plan, ClaimWriter writer, RulingLog log, int batchLength) : IWorkload
{
    /// <inheritdoc />
    public int ClaimsPerRequest => batchLength;

    /// <inheritdoc />
    public int MaxRequestBytes => ClaimWriter.MaxHeadBytes + (batchLength + 1) * ClaimWriter.MaxClaimBytes;

    /// <inheritdoc />
    public int Write(long ticket, Span<byte> into) => writer.WriteBatch(plan, ticket * batchLength, batchLength, into);

    /// <inheritdoc />
    public string Path => ClaimWriter.BatchPath;

    /// <inheritdoc />
    public int WriteBody(long ticket, Span<byte> into) => writer.WriteBatchBody(plan, ticket * batchLength, batchLength, into);

    /// <inheritdoc />
    public bool Answered(long ticket, ReadOnlySpan<byte> body) =>
        RulingReader.TryReadBatch(body, plan, ticket * batchLength, batchLength, log);

    /// <inheritdoc />
    public void Lost(long ticket, Failure failure)
    {
        for (var offset = 0; offset < batchLength && failure.OutcomeUnknown(); offset++)
        {
            var planned = plan(ticket * batchLength + offset);
            log.Add(SeenRuling.Lost(new(planned.Key, (short)planned.Rep)));
        }
    }
}
