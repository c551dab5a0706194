using Arbiter.Proofs.Chaos;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;

// Each proof loads the machine by itself, with servers and clients of its own.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Arbiter.Cluster.Proofs;

/// <summary>The promises of the replicas, kept by silos of the Orleans engine under the same treatment.</summary>
public sealed class SilosTests
{
    [Fact]
    public Task Silos_keep_every_promise_while_they_die_and_are_cut_off() =>
        ProofRun.OfAsync(run => ChaosRun.ProveAsync(run, ChaosPlan.Of(recovery: TimeSpan.FromSeconds(10)) with { Engine = _ => Orleans("127.0.0.1") }));

    [Fact]
    public Task Three_silos_of_which_one_is_cut_off_slow_or_loses_packets_answer_as_one() =>
        ProofRun.OfAsync(run => HostsRun.ProveAsync(run, host => Orleans(host.Address)));

    static EngineChoice Orleans(string address) => new(["--engine", "orleans"], new Dictionary<string, string> { ["Arbiter__Orleans__Address"] = address });
}
