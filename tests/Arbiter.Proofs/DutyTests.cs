using System.Globalization;
using System.Text.Json.Nodes;
using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Mutants;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>What has become due is released once, and read once, however many servers share the database; when the one that does it ends, another goes on.</summary>
public sealed class DutyTests
{
    const int Servers = 3;
    const int Due = 200;
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Due_customers_are_released_once_and_read_once() => ProofRun.OfAsync(async run =>
    {
        await using var database = await ProofDatabase.CreateAsync(Database.Postgres);
        await ClaimInThePastAsync(run, database, 0, Due);
        var journals = new List<Counting>();
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var third = await StartAsync();
        List<InProcessServer> servers = [first, second, third];
        using var client = new ArbiterClient();

        var expired = await ExpiredAsync(client, third.Address, Due);

        Assert.Equal(Due, expired.Select(e => e.Customer).Distinct().Count());
        Assert.Single(journals, j => j.Looks > 0);
        var loaded = journals.Sum(j => j.Customers);
        run.Say($"{Servers} servers loaded {loaded} customers for {Due} that were due");
        Assert.InRange(loaded, Due, Due * 3 / 2);

        // The one that does it ends, and more becomes due.
        var holder = journals.FindIndex(j => j.Looks > 0);
        await servers[holder].DisposeAsync();
        await Poll.UntilAsync("another one looks", Soon, () => journals.Count(j => j.Looks > 0) == 2);
        await ClaimInThePastAsync(run, database, Due, 20);
        await ExpiredAsync(client, servers[(holder + 1) % Servers].Address, Due + 20);
        Assert.Equal(2, journals.Count(j => j.Looks > 0));

        Task<InProcessServer> StartAsync() => InProcessServer.StartAsync(database.ConnectionString, run.Seed, journal =>
        {
            journals.Add(new Counting(journal));
            return journals[^1];
        });
    });

    /// <summary>Waits until so many customers went back to the pool, and returns those events: no more than that.</summary>
    static async Task<IReadOnlyList<LoggedEvent>> ExpiredAsync(ArbiterClient client, Uri server, int customers)
    {
        var audit = new LogAudit();
        await Poll.UntilAsync($"{customers} customers are released", Soon, async () =>
        {
            await audit.ReadOnAsync(client, server);
            return Expired().Count() >= customers;
        });
        Assert.Equal(customers, Expired().Count());
        return [.. Expired()];

        IEnumerable<LoggedEvent> Expired() => audit.Events.Where(e => e.Type == "ownershipExpired");
    }

    /// <summary>A server whose clock is hours behind: what it grants has ended for all others.</summary>
    static async Task ClaimInThePastAsync(ProofRun run, ProofDatabase database, int firstKey, int claims)
    {
        await using var past = await InProcessServer.StartAsync(database.ConnectionString, run.Seed + firstKey, journal => journal, new Behind(TimeSpan.FromHours(3)));
        using var client = new ArbiterClient();
        if (firstKey == 0)
        {
            await client.CallAsync(HttpMethod.Put, past.Address, "/api/v1/roster/reps/rep-01", new JsonObject { ["name"] = "rep-01" });
            var policy = await client.GetAsync(past.Address, "/api/v1/policies/default");
            policy["protection"]!["afterClaimHours"] = 1;
            policy["quotas"]!["claimsPerDay"] = 0;
            policy["quotas"]!["holdings"] = 0;
            var version = policy["version"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture);
            await client.CallAsync(HttpMethod.Put, past.Address, "/api/v1/policies/default", policy, $"\"{version}\"");
        }

        for (var key = firstKey; key < firstKey + claims; key++)
        {
            var claim = new Operation { Id = $"past-{key}", Client = 0, Act = Act.Claim, Rep = "rep-01", Keys = [key] };
            Assert.Equal("granted", (await client.SendAsync(past.Address, claim, ServerProcess.AdminToken)).Answer?.Kind);
        }
    }

    sealed class Behind(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }

    /// <summary>Counts how often it was asked what is due, and how many customers were read to be decided on.</summary>
    sealed class Counting(IJournal inner) : PassingJournal(inner)
    {
        int looks;
        int customers;

        public int Looks => Volatile.Read(ref looks);

        public int Customers => Volatile.Read(ref customers);

        public override Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel)
        {
            Interlocked.Increment(ref looks);
            return base.DueAsync(now, limit, cancel);
        }

        public override Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel)
        {
            Interlocked.Add(ref customers, request.Customers.Count);
            return base.LoadAsync(request, cancel);
        }
    }
}
