using Arbiter.Proofs.Chaos;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs;

/// <summary>P1, P2, P6, P7 and P10 while servers are killed and networks fail, for two minutes in every build, for as long as asked otherwise.</summary>
public sealed class ChaosTests
{
    [Fact]
    public Task Replicas_keep_every_promise_while_they_die_and_are_cut_off() =>
        ProofRun.OfAsync(run => ChaosRun.ProveAsync(run, ChaosPlan.Of(recovery: TimeSpan.FromSeconds(2)) with
        {
            // One of the others decides for them, and one is its rival.
            Engine = server => server == 2 ? EngineChoice.Alone : null,
        }));
}
