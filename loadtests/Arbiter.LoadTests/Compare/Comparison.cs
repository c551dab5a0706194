using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>
/// All contestants on one machine in one run, in interleaved rounds, so that what else the machine does falls on all of them; figures
/// are medians over the rounds.
/// </summary>
/// <param name="selection">Who is measured, under which loads.</param>
/// <param name="serverDll">The server, built for release.</param>
/// <param name="durations">How long each part lasts.</param>
/// <param name="rounds">How often everything is repeated.</param>
/// <param name="seed">Chooses the customers.</param>
/// <param name="replicas">How many servers share the load where there are several.</param>
sealed class Comparison(Selection selection, string serverDll, Durations durations, int rounds, int seed, int replicas)
{
    /// <summary>Runs it; processes end and files go also when it is stopped or fails.</summary>
    public async Task<ComparisonReport> RunAsync(Action<string> tell, CancellationToken stop)
    {
        using var workspace = new Workspace();
        var figures = new List<Figure>();
        for (var number = 1; number <= rounds; number++)
        {
            // A database server for each round: tables and checkpoints that a round leaves behind would slow the next.
            await using var postgres = selection.Contestants.Any(contestant => contestant.OnPostgres)
                ? await ThrowawayPostgres.StartAsync(workspace, stop)
                : null;
            if (postgres is not null)
                await postgres.AgeLogAsync(stop);
            var round = new Round(number, workspace, postgres, durations, seed + number, serverDll, replicas);
            foreach (var contestant in selection.Contestants)
            {
                var loads = selection.LoadsOf(contestant);
                if (loads.Count == 0)
                    continue;
                Add(await contestant.MeasureAsync(round, loads, stop));
                if (postgres is not null)
                    await postgres.DropDatabasesAsync(stop);
            }

            void Add(IReadOnlyList<Figure> measured)
            {
                figures.AddRange(measured);
                foreach (var figure in measured)
                    tell(FormattableString.Invariant($"round {round.Number}: {figure.Contestant} {figure.Load}: {figure.ClaimsPerSecond:#,0} claims/s"));
            }
        }
        var medians = figures.GroupBy(figure => (figure.Contestant, figure.Load)).Select(group => Figure.MedianOf([.. group]));
        return new(DateTime.UtcNow, rounds, seed, durations, EnvironmentFacts.Look(), [.. medians], figures);
    }
}
