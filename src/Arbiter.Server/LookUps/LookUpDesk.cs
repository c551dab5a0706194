using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Policies;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Problems;
using Arbiter.Server.Similar;

namespace Arbiter.Server.LookUps;

/// <summary>
/// One look-up: a search for what is similar, then a decision on where the customer stands, which counts it and logs what is shown. Always both, in this order,
/// whatever either finds.
/// </summary>
public sealed class LookUpDesk(SimilarCustomers similar, Decisions decisions, TimeProvider time)
{
    /// <summary>How many similar customers are shown.</summary>
    const int MostShown = 5;

    public async Task<(Executed Executed, ImmutableArray<LikelyCustomer> Similar, Problem? Problem)> AskAsync(
        Policy policy, ImmutableArray<ClaimedKey> keys, Caller caller, Request? request, CancellationToken cancel)
    {
        var shown = (await similar.FindAsync(policy, keys, cancel)).Take(MostShown).ToImmutableArray();
        var asked = new LookUp(policy.Scope, caller.Rep, keys, caller.Actor) { Similar = [.. shown.Select(s => s.State.Id)] };
        var (executed, problem) = await decisions.AskAsync(asked, request);
        if (executed.Outcome is Rejected { Why: Rejection.LookUpQuota, Quota: { } quota }) problem = ProblemCatalog.LookUpQuota(quota, time.GetUtcNow());
        return (executed, shown, problem);
    }
}
