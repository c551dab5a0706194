using Arbiter.Engine;
using Arbiter.Server.Claims;

namespace Arbiter.Server.Imports;

/// <summary>
/// Has rows decided, and asks again while the engine is busy or away. A row keeps its request key, so that asking again is harmless. Once a row was given up,
/// the others are asked for only once, until one is answered: a store that stays away must not hold up a file for a minute a row.
/// </summary>
sealed class RowDecider(Decisions decisions, TimeProvider time)
{
    static readonly TimeSpan AskFor = TimeSpan.FromSeconds(60);
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    volatile bool givenUp;

    public async Task<BatchRow> DecideAsync(ReadClaim claim, Request request, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstWait; ; wait *= 2)
        {
            var (executed, problem) = await decisions.AskAsync(claim.Command, request);
            if (problem is not { Status: StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable })
            {
                givenUp = false;
                return new BatchRow(executed, claim.Identifiers, problem);
            }

            if (wait > LongestWait) wait = LongestWait;
            if (problem.RetryAfter > wait) wait = problem.RetryAfter.Value;
            if (givenUp || time.GetElapsedTime(began) + wait > AskFor)
            {
                givenUp = true;
                return new BatchRow(default, [], problem);
            }

            await Task.Delay(wait, time, cancel);
        }
    }
}
