namespace Arbiter.LoadTests.Load;

/// <summary>A named load with the limits that it must keep.</summary>
/// <param name="Name">Short name, also of the report's directory.</param>
/// <param name="Purpose">What it shows, in a sentence.</param>
/// <param name="Connections">Keep-alive connections.</param>
/// <param name="WarmUp">Load before the measurement; its rulings are checked too.</param>
/// <param name="Steps">What is measured.</param>
/// <param name="Thresholds">Limits on the measurement.</param>
public sealed record Scenario(
    string Name,
    string Purpose,
    int Connections,
    LoadStep? WarmUp,
    IReadOnlyList<LoadStep> Steps,
    IReadOnlyList<Threshold> Thresholds)
{
    // No server on these machines answers more; it bounds a closed step, whose number of requests nobody plans.
    const double MostClaimsPerSecond = 250_000;

    /// <summary>No run makes more requests than this, warm-up included.</summary>
    public long MaxRequests(int claimsPerRequest) =>
        Steps.Append(WarmUp).OfType<LoadStep>().Sum(step => step switch
        {
            Inject inject => (long)(inject.RatePerSecond * inject.During.TotalSeconds) + 1,
            RampingInject ramp => (long)(ramp.RatePerSecond * ramp.During.TotalSeconds) + 1,
            _ => (long)(MostClaimsPerSecond * step.During.TotalSeconds / claimsPerRequest) + 1,
        });
}
