using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Scenarios;

/// <summary>What a program and its command line may change about a scenario. All bounded, so that no slip starts an endless run.</summary>
/// <param name="Connections">Keep-alive connections, 1 to 1,000.</param>
/// <param name="RatePerSecond">Requests a second; the scenario's own rate when absent.</param>
/// <param name="Copies">Use the closed model with so many copies.</param>
/// <param name="During">Length of the measurement, at most 10 minutes.</param>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="ServerPid">Process id of the server, for its memory.</param>
public sealed record RunOptions(int Connections, double? RatePerSecond, int? Copies, TimeSpan During, TimeSpan Timeout, int? ServerPid)
{
    /// <summary>How many customers <c>scale</c> fills the store with.</summary>
    public long Customers { get; init; } = Scale.ManyCustomers;

    /// <summary>Who offers the load.</summary>
    public OfferLoad Offer { get; init; } = ScenarioRunner.OfferAsync;

    /// <summary>The directory that reports go to.</summary>
    public string Reports { get; init; } = Artifacts.Reports;

    /// <summary>What the scenarios do when nothing is asked.</summary>
    public static RunOptions Default { get; } = new(64, null, null, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), null);

    /// <summary>Refuses what is out of bounds.</summary>
    public RunOptions Validated()
    {
        Check(Connections is >= 1 and <= 1000, "--connections must be 1 to 1000");
        Check(Copies is null or >= 1 and <= 1000, "--copies must be 1 to 1000");
        Check(RatePerSecond is null or > 0 and <= 200_000, "--rate must be above 0 and at most 200000");
        Check(During > TimeSpan.Zero && During <= TimeSpan.FromMinutes(10), "--seconds must be above 0 and at most 600");
        Check(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(1), "--timeout must be above 0 and at most 60");
        Check(Customers >= 2 * Scale.FewCustomers && Customers <= 10_000_000, $"--customers must be {2 * Scale.FewCustomers} to 10000000");
        return this;
    }

    static void Check(bool good, string problem)
    {
        if (!good)
            throw new FormatException(problem);
    }
}
