using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.Claims;

/// <summary>One claim a request.</summary>
/// <param name="plan">Which claims.</param>
/// <param name="writer">Encodes them.</param>
/// <param name="log">Where rulings go.</param>
public sealed class SingleClaims(ClaimPlan plan, ClaimWriter writer, RulingLog log) : IWorkload
{
    /// <inheritdoc />
    public int ClaimsPerRequest => 1;

    /// <inheritdoc />
    public int MaxRequestBytes => ClaimWriter.MaxHeadBytes + ClaimWriter.MaxClaimBytes;

    /// <inheritdoc />
    public int Write(long ticket, Span<byte> into) => writer.WriteSingle(plan(ticket), into);

    /// <inheritdoc />
    public string Path => ClaimWriter.SinglePath;

    /// <inheritdoc />
    public int WriteBody(long ticket, Span<byte> into) => writer.WriteSingleBody(plan(ticket), into);

    /// <inheritdoc />
    public bool Answered(long ticket, ReadOnlySpan<byte> body)
    {
        var planned = plan(ticket);
        if (RulingReader.TryRead(body, planned, out var ruling))
        {
            log.Add(ruling);
            return true;
        }
        log.Add(SeenRuling.Lost(new(planned.Key, (short)planned.Rep)));
        return false;
    }

    /// <inheritdoc />
    public void Lost(long ticket, Failure failure)
    {
        if (!failure.OutcomeUnknown())
            return;
        var planned = plan(ticket);
        log.Add(SeenRuling.Lost(new(planned.Key, (short)planned.Rep)));
    }
}
