using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Server.Claims;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Claims;

/// <summary>
/// One claim that the database cannot keep costs nobody else an answer. The endpoints let none through that is known, so these come from behind them.
/// </summary>
public abstract class UnstorableRules(Store store)
{
    static readonly string TooLong = string.Concat(Enumerable.Range(0, 400).Select(i => new Guid(i * 7919, 1, 2, new byte[8]).ToString()));

    [Fact]
    public async Task Only_the_claims_that_cannot_be_stored_are_turned_away()
    {
        await using var arbiter = await ArbiterHost.StartAsync(store, reps: 10);
        var decisions = arbiter.Services.GetRequiredService<Decisions>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => decisions.AskAsync(Claim(i), RequestOf(i)).AsTask())));

        for (var i = 0; i < answers.Length; i++)
        {
            if (IsUnstorable(i)) Assert.Equal((422, "cannot-be-stored"), (answers[i].Problem!.Status, answers[i].Problem!.Code));
            else Assert.Equal(Verdict.Granted, Assert.IsType<Domain.Claims.Ruling>(answers[i].Executed.Outcome).Verdict);
        }

        // Each is told to those who run the server, once, and the engine did not begin again.
        Assert.Equal(answers.Index().Count(a => IsUnstorable(a.Index)), arbiter.Logs.Count(line => line.Contains("PostgreSQL refused a statement: 54000, table 'keys'.", StringComparison.Ordinal)));
        Assert.DoesNotContain(arbiter.Logs, line => line.StartsWith("Critical", StringComparison.Ordinal));
        // What was not done is not remembered as an answer either.
        Assert.Equal("cannot-be-stored", (await decisions.AskAsync(Claim(13), RequestOf(13))).Problem!.Code);
    }

    static bool IsUnstorable(int i) => i % 67 == 13;

    static ClaimCustomer Claim(int i)
    {
        var key = IsUnstorable(i) ? new CustomerKey(Scope.Default, IdentifierKind.WeChat, TooLong + i) : new CustomerKey(Scope.Default, IdentifierKind.Phone, $"+861370000{i:D4}");
        return new ClaimCustomer(Scope.Default, new RepId($"rep-{(i % 10) + 1:D2}"), [new ClaimedKey(key, KeyStrength.Hard)], null, "test");
    }

    static Engine.Request RequestOf(int i) => new(new RequestKey("test", $"k-{i}"), (UInt128)i);
}

public sealed class UnstorableRulesOnPostgres() : UnstorableRules(Store.Postgres);
