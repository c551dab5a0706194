using System.Diagnostics;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>A server that is told to end answers everything that it decided, and then ends, soon and in order.</summary>
public sealed class DrainTests
{
    const int Clients = 16;
    static readonly TimeSpan Quick = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task Whatever_was_decided_is_answered(Database kind) => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(kind);
        await using var server = new ServerProcess(database.ConnectionString);
        run.Keep(server);
        await server.StartAsync();
        var company = await Company.FoundAsync([server.Address], Clients);
        var granted = new int[Clients];
        var faults = new List<string>();
        var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(c => Task.Run(() => ClaimUntilGoneAsync(server.Address, company, c, granted, faults))));
        var enough = run.Random.Next(300, 900);
        await Poll.UntilAsync("the load is on", TimeSpan.FromSeconds(60), () => granted.Sum() >= enough);

        var began = Stopwatch.GetTimestamp();
        var code = await server.StopAsync();
        var took = Stopwatch.GetElapsedTime(began);
        await clients;

        Assert.Empty(faults);
        Assert.Equal(0, code);
        Assert.True(took < Quick, $"It took {took.TotalSeconds:F1} s to end.");
        await ChainCheck.RequireAsync(database.ConnectionString);
        // Every claim was on a customer of its own, so what was granted and not answered would be one grant too many here.
        await server.StartAsync();
        var audit = new LogAudit();
        using var client = new ArbiterClient();
        await audit.ReadOnAsync(client, server.Address);
        var logged = company.Reps.Select(rep => audit.Events.Count(e => e.Type == "claimGranted" && e.Rep == rep));
        Assert.Equal(granted, logged);
        run.Say($"{granted.Sum()} claims granted and answered; ended in {took.TotalMilliseconds:F0} ms");
    });

    static async Task ClaimUntilGoneAsync(Uri server, Company company, int client, int[] granted, List<string> faults)
    {
        using var http = new ArbiterClient();
        for (var n = 0; ; n++)
        {
            var claim = new Operation { Id = $"d-{client}-{n}", Client = client, Act = Act.Claim, Rep = company.Reps[client], Keys = [n * Clients + client] };
            var attempt = await http.SendAsync(server, claim, company.Token(claim.Rep));
            if (attempt.Fault is { } fault)
            {
                lock (faults) faults.Add(fault);
            }

            if (attempt.Answer is null) return;
            granted[client]++;
        }
    }
}
