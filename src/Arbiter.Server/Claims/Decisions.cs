using System.Diagnostics;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Server.Problems;
using Arbiter.Server.Similar;
using Arbiter.Server.Telemetry;

namespace Arbiter.Server.Claims;

/// <summary>What the endpoints see of the engine: an answer, or the problem to show instead of one. Measures every decision.</summary>
public sealed class Decisions(IArbiterEngine engine, SimilarCustomers similar, ArbiterMetrics metrics)
{
    public Reference Reference => engine.Reference;

    public async ValueTask<(Executed Executed, Problem? Problem)> AskAsync(Command command, Request? request)
    {
        var began = Stopwatch.GetTimestamp();
        using var activity = ArbiterMetrics.Activities.StartActivity(command.GetType().Name);
        try
        {
            // A claim by hard keys alone goes straight on.
            if (command is ClaimCustomer claim && SimilarCustomers.SpeakFor(claim, Reference)) command = await similar.WithEvidenceAsync(claim, Reference).ConfigureAwait(false);
            var executed = await engine.ExecuteAsync(command, request).ConfigureAwait(false);
            metrics.Decided(executed.Outcome, Stopwatch.GetElapsedTime(began));
            return executed.Outcome is not Rejected rejected ? (executed, null)
                : (executed, executed.Replayed ? ProblemCatalog.Again(ProblemCatalog.Of(rejected.Why)) : ProblemCatalog.Of(rejected.Why));
        }
        catch (OverloadedException e)
        {
            metrics.Failed("overloaded");
            return (default, ProblemCatalog.Overloaded(e.RetryAfter));
        }
        catch (UnstorableException)
        {
            metrics.Failed("unstorable");
            return (default, ProblemCatalog.Unstorable);
        }
        catch (UnavailableException e)
        {
            metrics.Failed("unavailable");
            return (default, ProblemCatalog.Unavailable(e.Message, e.RetryAfter));
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or IOException)
        {
            // Without its evidence a claim could be granted that has to be held.
            metrics.Failed("unavailable");
            return (default, ProblemCatalog.Unavailable("The store does not answer.", TimeSpan.FromSeconds(1)));
        }
    }
}
