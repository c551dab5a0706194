using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>
/// All contestants on one machine in one run, in interleaved rounds, so that what else the machine does falls on all of them; figures
/// are medians over the rounds.
/// </summary>
/// <param name="serverDll">The server, built for release; null leaves it out.</param>
/// <param name="durations">How long each part lasts.</param>
/// <param name="rounds">How often everything is repeated.</param>
/// <param name="seed">Chooses the customers.</param>
public sealed class Comparison(string? serverDll, Durations durations, int rounds, int seed)
{
    /// <summary>Runs it; processes end and files go also when it is stopped or fails.</summary>
    public async Task<ComparisonReport> RunAsync(Action<string> tell, CancellationToken stop)
    {
        using var workspace = new Workspace();
        var figures = new List<Figure>();
        for (var round = 1; round <= rounds; round++)
        {
            // A database server for each round: tables and checkpoints that a round leaves behind would slow the next.
            await using var postgres = await ThrowawayPostgres.StartAsync(workspace, stop);
            Add(await new PgbenchContestant(postgres, workspace, durations).RunAsync($"pgbench_{round}", stop));
            if (serverDll is not null)
            {
                var arbiter = new ArbiterContestant(serverDll, workspace, durations, seed + round);
                Add(await arbiter.OnPostgresAsync(postgres, $"arbiter_{round}", stop));
                Add(await arbiter.OnSqliteAsync($"sqlite_{round}", stop));
            }
            Add(await new ConstantContestant(workspace, durations, seed).RunAsync($"constant_{round}", stop));

            void Add(IReadOnlyList<Figure> measured)
            {
                figures.AddRange(measured);
                foreach (var figure in measured)
                    tell(FormattableString.Invariant($"round {round}: {figure.Contestant} {figure.Load}: {figure.ClaimsPerSecond:#,0} claims/s"));
            }
        }
        var medians = figures.GroupBy(figure => (figure.Contestant, figure.Load)).Select(group => Figure.MedianOf([.. group]));
        return new(DateTime.UtcNow, rounds, seed, durations, EnvironmentFacts.Look(), [.. medians], figures);
    }
}
