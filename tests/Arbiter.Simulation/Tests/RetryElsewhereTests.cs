using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Turns;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Tests;

/// <summary>A client lost its connection to one server and asks again at another, which knows the request as new.</summary>
public class RetryElsewhereTests
{
    static readonly Rep Ann = new(new RepId("ann"), "", null, true);
    static readonly Rep Bob = new(new RepId("bob"), "", null, true);

    readonly SimulatedStore store = new(Mutant.None);
    readonly TurnCore first;
    readonly TurnCore second;

    public RetryElsewhereTests() => (first, second) = (Open(1), Open(2));

    /// <summary>
    /// The other server comes to hear of the first attempt with the tail, and finds that the receiver owns the customer already: a rejection, of which only the request is
    /// written, or nothing.
    /// </summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_retry_is_not_rejected_for_what_its_first_attempt_did(bool besideOthers, bool anewAfterRejection)
    {
        var transfer = Transfer(await ClaimedAsync());
        var request = new Request(new RequestKey("ann", "k-1"), 7, anewAfterRejection);

        second.Tail(store.Tail(0, 100, tellsKeys: true), null);
        var retry = new Turn(transfer, request);
        second.Submit(retry);
        if (besideOthers) second.Submit(new Turn(Claim(2), null));
        while (second.TakeLoad() is { } load) second.Loaded(store.Load(load));
        var batch = second.TakeBatch()!;
        var told = await RunAsync(first, transfer, request);
        batch = second.Rebase(store.Tail(batch.Expected.Seq, 100, tellsKeys: true), null);
        Assert.Equal(besideOthers || !anewAfterRejection, !batch.IsEmpty);

        Assert.Equal(anewAfterRejection ? "absent requests" : "requests", Assert.Throws<FencedException>(() => store.Commit(batch)).Table);
        second.Fenced();
        Finish(second);
        var again = await retry.Task;
        Assert.Equal((told.Seq, true), (again.Seq, again.Replayed));
        Assert.Equal(OutcomeJson.Write(Assert.IsType<Accepted>(told.Outcome)), OutcomeJson.Write(again.Outcome));
    }

    /// <summary>
    /// The first attempt is long on its way; the second is told that nobody owns the customer. When the first arrives somebody does: carried out now, it would do what its
    /// client was told cannot be done.
    /// </summary>
    [Fact]
    public async Task A_late_attempt_does_nothing_once_its_client_was_told_that_it_cannot_be_done()
    {
        var customer = await ClaimedAsync();
        await RunAsync(first, new ReleaseCustomer(customer, null, ReleaseReason.NotStated, "boss"));
        var request = new Request(new RequestKey("boss", "k-1"), 7);

        var told = await RunAsync(first, Transfer(customer), request);
        Assert.Equal(new Rejected(Rejection.NotOwned), told.Outcome);
        await RunAsync(first, Claim(1));
        second.Tail(store.Tail(0, 100, tellsKeys: true), null);
        var late = await RunAsync(second, Transfer(customer), request);

        Assert.Equal((told.Outcome, told.Seq, true), (late.Outcome, late.Seq, late.Replayed));
    }

    TurnCore Open(int seed)
    {
        var roster = RosterState.Empty with { Reps = RosterState.Empty.Reps.Add(Ann.Id, Ann).Add(Bob.Id, Bob) };
        var core = new TurnCore(new CacheLimits(), TurnLimits.Default, shared: true, seed);
        core.Open(store.Head, Reference.Empty with { Roster = roster });
        return core;
    }

    async Task<CustomerId> ClaimedAsync() => ((Ruling)(await RunAsync(first, Claim(1))).Outcome).Customer!.Value;

    static ClaimCustomer Claim(int number) =>
        new(Scope.Default, Ann.Id, [new ClaimedKey(new CustomerKey(Scope.Default, IdentifierKind.Phone, $"+86138001380{number:00}"), KeyStrength.Hard)], null, "ann");

    static TransferCustomer Transfer(CustomerId customer) => new(customer, Bob.Id, TransferReason.Other, "boss");

    async Task<Executed> RunAsync(TurnCore core, Command command, Request? request = null)
    {
        var turn = new Turn(command, request);
        core.Submit(turn);
        Finish(core);
        return await turn.Task;
    }

    void Finish(TurnCore core)
    {
        while (core.TakeLoad() is { } load) core.Loaded(store.Load(load));
        core.Committed(store.Commit(core.TakeBatch()!));
        core.Deliver();
    }
}
