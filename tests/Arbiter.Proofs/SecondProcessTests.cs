using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs;

/// <summary>Two servers on one SQLite file would each answer from its own memory: the second is turned away, and told what to do.</summary>
public sealed class SecondProcessTests
{
    [Fact]
    public Task A_second_server_on_the_same_file_is_refused() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Sqlite);
        await using var first = new ServerProcess(database.ConnectionString);
        await using var second = new ServerProcess(database.ConnectionString);
        run.Keep(first);
        run.Keep(second);
        await first.StartAsync();

        Assert.NotEqual(0, await second.RunToEndAsync());

        Assert.Contains("Another Arbiter is serving", second.Output);
        Assert.Contains("Stop it first", second.Output);
        Assert.Contains("PostgreSQL", second.Output);
        Assert.DoesNotContain("   at ", second.Output);
        Assert.Equal(System.Net.HttpStatusCode.OK, await first.StatusAsync("/readyz"));

        // The lock goes with the process, however that ends.
        await first.KillAsync();
        await second.StartAsync();
    });
}
