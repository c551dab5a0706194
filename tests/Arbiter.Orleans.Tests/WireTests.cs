using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Transfers;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Orleans.Tests.Running;
using Arbiter.Orleans.Wire;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Arbiter.Orleans.Tests;

/// <summary>What is asked in one silo is what is decided in another, and what is told there is what is heard here.</summary>
public sealed class WireTests
{
    static readonly CustomerId Customer = new(new Guid("01a213d8-efa2-701f-bf4d-9f68e860977c"));
    static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_772_413_200_123);

    readonly Serializer serializer = new ServiceCollection().AddSerializer(s => s.AddAssembly(typeof(Asked).Assembly)).BuildServiceProvider().GetRequiredService<Serializer>();

    public static IEnumerable<TheoryDataRow<Command>> Commands => Rows<Command>(
        Member.ClaimOf(1, 2, 3) with { Channel = "web", Similar = [new SimilarCustomer(Customer, 8123, ["name", "phone"])] },
        new LookUp(Scope.Default, Member.RepOf(1), [new ClaimedKey(Member.KeyOf(1), KeyStrength.Shared)], "somebody") { Similar = [Customer] },
        new LookUp(Scope.Default, null, [new ClaimedKey(Member.KeyOf(1), KeyStrength.Hard)], "somebody"),
        new ClaimFromPool(Customer, Member.RepOf(1), "somebody"),
        new RecordFollowUp(Customer, Member.RepOf(1), FollowUpKind.Meeting, Opportunity.Won, "somebody"),
        new RecordFollowUp(Customer, Member.RepOf(1), FollowUpKind.Note, null, "somebody"),
        new ReleaseCustomer(Customer, null, ReleaseReason.Duplicate, "somebody"),
        new ReleaseCustomer(Customer, Member.RepOf(1), ReleaseReason.NotStated, "somebody"),
        new TransferCustomer(Customer, Member.RepOf(1), TransferReason.RepLeft, "somebody"));

    public static IEnumerable<TheoryDataRow<Outcome>> Outcomes => Rows<Outcome>(
        new Ruling(Verdict.Held, [new Reason(Rule.Protected, At)], At, 3) { Customer = Customer, Owner = Member.RepOf(1), Epoch = 2, OwnedSince = At, ProtectedUntil = At, Marked = [1] },
        new Accepted(At) { Customer = Customer, Counted = true },
        new Found(Standing.Held, [], At, 1) { LookUpsUsed = 1, LookUpsPerDay = 5, LookUpsResetAt = At },
        new Rejected(Rejection.NotOwner),
        new Rejected(Rejection.LookUpQuota, new Reason(Rule.DailyQuota, At, 5)));

    static IEnumerable<TheoryDataRow<T>> Rows<T>(params T[] all) => all.Select(one => new TheoryDataRow<T>(one));

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public void A_command_arrives_as_it_was_asked(Command command)
    {
        foreach (var request in (Request?[])[null, new Request(new RequestKey("caller", "key"), UInt128.MaxValue - 7), new Request(new RequestKey("caller", "key"), 7, AnewAfterRejection: true)])
        {
            var arrived = serializer.Deserialize<Asked>(serializer.SerializeToArray(new Asked(command, request, At)))!;

            Assert.Equal((request, At), (arrived.Request, arrived.Deadline));
            Assert.Equivalent(command, arrived.Command, strict: true);
            Assert.Equal(command.GetType(), arrived.Command.GetType());
        }
    }

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void An_answer_arrives_as_it_was_told(Outcome outcome)
    {
        var arrived = serializer.Deserialize<Told>(serializer.SerializeToArray(new Told(new Executed(outcome, 42, true))))!;

        Assert.Equivalent(new Executed(outcome, 42, true), arrived.Result(), strict: true);
    }

    [Fact]
    public void A_fault_arrives_as_the_exception_that_it_was()
    {
        var overloaded = serializer.Deserialize<Told>(serializer.SerializeToArray(new Told(default, Fault.Overloaded, RetryAfter: TimeSpan.FromSeconds(3))))!;
        var unavailable = serializer.Deserialize<Told>(serializer.SerializeToArray(new Told(default, Fault.Unavailable, "why", TimeSpan.FromSeconds(1))))!;

        var unstorable = serializer.Deserialize<Told>(serializer.SerializeToArray(new Told(default, Fault.Unstorable, "why")))!;

        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Throws<OverloadedException>(() => overloaded.Result()).RetryAfter);
        Assert.Equal("why", Assert.Throws<UnavailableException>(() => unavailable.Result()).Message);
        Assert.Equal("why", Assert.Throws<UnstorableException>(() => unstorable.Result()).Message);
    }

    [Fact]
    public void Within_a_silo_nothing_is_copied()
    {
        var asked = new Asked(Member.ClaimOf(1, 2), null, At);
        var copier = new ServiceCollection().AddSerializer(s => s.AddAssembly(typeof(Asked).Assembly)).BuildServiceProvider().GetRequiredService<DeepCopier>();

        Assert.Same(asked, copier.Copy(asked));
    }
}
