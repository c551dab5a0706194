using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.LoadTests.Engine;

namespace Arbiter.LoadTests.Tests.Engine;

/// <summary>Short loads on a real engine, and on engines that rule wrongly. They assert what was counted, never how fast it was.</summary>
public class EngineLoadTests
{
    static readonly TimeSpan during = TimeSpan.FromSeconds(0.2);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_claims_and_a_hot_customer_are_ruled_right_and_stand_in_the_log()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        long claims;
        await using (var engine = await EngineSetup.StartAsync(journal, 1, TimeProvider.System, Stop))
        {
            var load = new EngineLoad(engine, 1, callers: 8);
            EngineRun[] storms = [await load.StormAsync(during), await load.StormAsync(during)];
            var hot = await load.HotAsync(during);
            Assert.All([.. storms, hot], run => Assert.Empty(run.Violations));
            Assert.All([.. storms, hot], run => Assert.Equal(0, run.Failed));
            Assert.All([.. storms, hot], run => Assert.True(run.Claims > 0));
            claims = storms.Sum(run => run.Claims);
        }
        var records = await journal.ReadAsync(0, int.MaxValue, Stop);
        Assert.Equal(claims + 1, records.Count(record => record.Type == "claimGranted"));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task A_session_answers_each_line_with_a_run(string kind)
    {
        var directory = Directory.CreateTempSubdirectory("arbiter-engine-");
        try
        {
            var journal = kind == "memory" ? EngineSession.InMemory : $"Data Source={Path.Combine(directory.FullName, "arbiter.db")}";
            var output = new StringWriter();
            await EngineSession.RunAsync(journal, 1, new StringReader("storm 0.1\nhot 0.1\n"), output, Stop);
            var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(EngineSession.Ready, lines[0]);
            var runs = lines[1..].Select(line => JsonSerializer.Deserialize<EngineRun>(line)!).ToList();
            Assert.Equal(2, runs.Count);
            Assert.All(runs, run => Assert.True(run.Claims > 0 && run.Failed == 0 && run.Violations.Count == 0));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("storm 1 2")]
    [InlineData("storm soon")]
    [InlineData("flood 1")]
    public async Task A_line_that_asks_for_nothing_known_ends_the_session(string line) => await Assert.ThrowsAsync<FormatException>(() =>
        EngineSession.RunAsync(EngineSession.InMemory, 1, new StringReader(line), new StringWriter(), Stop));

    [Fact]
    public async Task A_first_claim_that_is_not_granted_is_found()
    {
        var run = await new EngineLoad(new AlwaysRules(Verdict.Held), 1, 1).StormAsync(during);
        Assert.StartsWith("a first claim is granted", Assert.Single(run.Violations));
    }

    [Fact]
    public async Task A_customer_that_is_granted_twice_is_found()
    {
        var run = await new EngineLoad(new AlwaysRules(Verdict.Granted), 1, 1).HotAsync(during);
        Assert.Contains(run.Violations, violation => violation.StartsWith("a customer is granted once"));
        Assert.Contains(run.Violations, violation => violation.StartsWith("every answer names the one owner"));
    }

    [Fact]
    public async Task A_claim_that_is_refused_at_the_door_has_failed()
    {
        var run = await new EngineLoad(new Overloaded(), 1, 1).StormAsync(during);
        Assert.Equal(0, run.Claims);
        Assert.True(run.Failed > 0);
    }

    /// <summary>Gives every claim the same verdict and the customer to whoever asks.</summary>
    sealed class AlwaysRules(Verdict verdict) : IArbiterEngine
    {
        static readonly CustomerId customer = new(Guid.CreateVersion7());

        public Reference Reference => Reference.Empty;

        public EngineHealth Health => new(true, "");

        public async Task<Executed> ExecuteAsync(Command command, Request? request = null)
        {
            await Task.Yield();
            RepId rep = ((ClaimCustomer)command).Rep;
            return new(new Ruling(verdict, [], default, 1) { Customer = customer, Owner = rep }, 1);
        }
    }

    sealed class Overloaded : IArbiterEngine
    {
        public Reference Reference => Reference.Empty;

        public EngineHealth Health => new(true, "");

        public async Task<Executed> ExecuteAsync(Command command, Request? request = null)
        {
            await Task.Yield();
            throw new OverloadedException(TimeSpan.FromSeconds(1));
        }
    }
}
