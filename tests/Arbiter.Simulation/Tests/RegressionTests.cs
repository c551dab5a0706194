using System.Collections.Immutable;
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

/// <summary>What the simulation found once and what can be said shorter than by a seed.</summary>
public class RegressionTests
{
    [Fact]
    public void A_cache_of_which_everything_is_in_use_stays_within_its_limit()
    {
        const int Capacity = 8;
        var cache = new SlotCache<CustomerKey, KeySlot>(Capacity);
        for (var i = 0; i < 200; i++)
        {
            for (var before = 0; before < i; before++) cache.Find(Key(before));
            cache.Add(Key(i), new KeySlot(Key(i)) { Known = true });
            Assert.True(cache.Count <= Capacity, $"{cache.Count} after {i + 1}");
        }
    }

    /// <summary>Seen by how often a key is hashed: each time that it is moved or looked for.</summary>
    [Fact]
    public void A_cache_of_which_more_is_in_use_than_it_holds_does_not_look_through_it_for_each_that_comes()
    {
        const int Capacity = 1000;
        const int Used = 10_000;
        var hashed = 0;
        var cache = new SlotCache<CountedKey, KeySlot>(Capacity);
        for (var i = 0; i < Used; i++) cache.Add(new CountedKey(i, () => hashed++), new KeySlot(Key(i)) { Known = true, Pins = 1 });

        Assert.Equal(Used, cache.Count);
        Assert.InRange(hashed, Used, Used * (2 + (2 * Used / Capacity)));
    }

    sealed record CountedKey(int Number, Action OnHash)
    {
        public bool Equals(CountedKey? other) => other?.Number == Number;

        public override int GetHashCode()
        {
            OnHash();
            return Number;
        }
    }

    [Fact]
    public void What_somebody_waits_for_is_not_dropped_in_the_name_of_what_stood_there_before()
    {
        var cache = new SlotCache<CustomerKey, KeySlot>(8);
        var awaited = new KeySlot(Key(1));
        cache.Add(Key(1), awaited);
        cache.Drop(Key(1));
        cache.DropVacant(Key(1));
        Assert.Same(awaited, cache.Find(Key(1)));
    }

    [Fact]
    public void A_slot_may_be_committed_twice()
    {
        var slot = new KeySlot(Key(1)) { Known = true };
        var (sent, decidedSince) = (new KeyTarget(new CustomerId(Guid.NewGuid())), new KeyTarget(new CustomerId(Guid.NewGuid())));
        slot.Current = sent;
        slot.Freeze();
        slot.Current = decidedSince;
        slot.Dirty = true;
        slot.Commit();
        slot.Commit();
        Assert.Same(sent, slot.Committed);
        Assert.Same(decidedSince, slot.Current);
    }

    [Fact]
    public void A_remembered_look_up_is_a_look_up()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);
        var told = new Found(Standing.Pool, [new Reason(Rule.PoolFreshHold, at)], at, 3)
        {
            Customer = new CustomerId(Guid.NewGuid()),
            LookUpsUsed = 2,
            LookUpsPerDay = 30,
            LookUpsResetAt = at,
        };
        var read = Assert.IsType<Found>(OutcomeJson.Read(OutcomeJson.Write(told)));
        Assert.Equal(told.Reasons, read.Reasons);
        Assert.Equal(told, read with { Reasons = told.Reasons });
        Assert.Equal(OutcomeJson.Write(told with { Customer = null }).Count(c => c == ':'), OutcomeJson.Write(told).Count(c => c == ':'));
    }

    [Fact]
    public void Turns_that_only_waited_for_a_commit_leave_nobody_behind_in_the_backlog()
    {
        var rep = new Rep(new RepId("ann"), "", null, true);
        var store = new SimulatedStore(Mutant.None);
        var core = new TurnCore(new CacheLimits(), TurnLimits.Default with { OpenTurns = 2 }, shared: false, seed: 1);
        core.Open(store.Head, Reference.Empty with { Roster = RosterState.Empty with { Reps = RosterState.Empty.Reps.Add(rep.Id, rep) } });
        ImmutableArray<ClaimedKey> keys = [new ClaimedKey(Key(1), KeyStrength.Hard)];
        core.Submit(new Turn(new ClaimCustomer(Scope.Default, rep.Id, keys, null, "ann"), null));
        core.Loaded(store.Load(core.TakeLoad()!));
        var batch = core.TakeBatch()!;

        // Of the owner: already theirs, and nothing to write.
        var again = Enumerable.Range(0, 5).Select(_ => new Turn(new ClaimCustomer(Scope.Default, rep.Id, keys, null, "ann"), null)).ToList();
        foreach (var claim in again) core.Submit(claim);
        core.Committed(store.Commit(batch));
        Assert.Null(core.TakeLoad());
        Assert.Null(core.TakeBatch());
        core.Deliver();
        Assert.All(again, claim => Assert.True(claim.Task.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Between_a_commit_and_its_answers_nobody_is_told_what_is_not_in_the_feed_yet(bool isRetry)
    {
        var rep = new Rep(new RepId("ann"), "", null, true);
        var store = new SimulatedStore(Mutant.None);
        var published = 0L;
        var core = new TurnCore(new CacheLimits(), TurnLimits.Default, shared: false, seed: 1) { OnRecords = records => published = records[^1].Seq };
        core.Open(store.Head, Reference.Empty with { Roster = RosterState.Empty with { Reps = RosterState.Empty.Reps.Add(rep.Id, rep) } });
        var claim = new ClaimCustomer(Scope.Default, rep.Id, [new ClaimedKey(Key(1), KeyStrength.Hard)], null, "ann");
        var request = new Request(new RequestKey("ann", "k-1"), 7);
        var first = new Turn(claim, request);
        core.Submit(first);
        core.Loaded(store.Load(core.TakeLoad()!));
        var batch = core.TakeBatch()!;
        // Asked for meanwhile, and so kept: the next one needs no load.
        core.Submit(new Turn(claim, null));
        core.Committed(store.Commit(batch));

        var second = new Turn(claim, isRetry ? request : null);
        core.Submit(second);
        Assert.True(second.Task.IsCompletedSuccessfully);
        Assert.Equal((1L, 1L), ((await second.Task).Seq, published));
        core.Deliver();
        Assert.Equal(1L, (await first.Task).Seq);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public void A_new_customer_is_kept_only_when_somebody_else_asks(bool asked, int kept)
    {
        var rep = new Rep(new RepId("ann"), "", null, true);
        var store = new SimulatedStore(Mutant.None);
        var core = new TurnCore(new CacheLimits(), TurnLimits.Default, shared: false, seed: 1);
        core.Open(store.Head, Reference.Empty with { Roster = RosterState.Empty with { Reps = RosterState.Empty.Reps.Add(rep.Id, rep) } });
        core.BeginLearningKeys();
        core.LearnedKeys();
        Submit(0, answered: true);

        Submit(1, answered: false);
        if (asked) core.Submit(new Turn(Claim(1), null));
        core.Committed(store.Commit(core.TakeBatch()!));
        core.Deliver();

        // The claimant; of the first claim nothing; of the second its key and customer or nothing.
        Assert.Equal(kept, core.Cached);

        ClaimCustomer Claim(int number) => new(Scope.Default, rep.Id, [new ClaimedKey(Key(number), KeyStrength.Hard)], null, "ann");

        void Submit(int number, bool answered)
        {
            core.Submit(new Turn(Claim(number), null));
            if (core.TakeLoad() is { } load) core.Loaded(store.Load(load));
            if (answered) core.Committed(store.Commit(core.TakeBatch()!));
        }
    }

    /// <summary>Remembering the answer held the request's slot for good, and let go of the others twice when the turn was decided again.</summary>
    [Fact]
    public void Remembered_answers_leave_the_cache_like_everything_else()
    {
        var rep = new Rep(new RepId("ann"), "", null, true);
        var store = new SimulatedStore(Mutant.None);
        var core = new TurnCore(new CacheLimits(Requests: 8), TurnLimits.Default, shared: false, seed: 1);
        core.Open(store.Head, Reference.Empty with { Roster = RosterState.Empty with { Reps = RosterState.Empty.Reps.Add(rep.Id, rep) } });
        for (var number = 0; number < 50; number++)
        {
            var claim = new ClaimCustomer(Scope.Default, rep.Id, [new ClaimedKey(Key(1), KeyStrength.Hard)], null, "ann");
            core.Submit(new Turn(claim, new Request(new RequestKey("ann", $"k-{number}"), 7)));
            core.Loaded(store.Load(core.TakeLoad()!));
            core.Committed(store.Commit(core.TakeBatch()!));
            core.Deliver();
        }

        // Claimant, key and customer, and as many requests as there are places for.
        Assert.InRange(core.Cached, 3, 11);
    }

    static CustomerKey Key(int number) => new(Scope.Default, IdentifierKind.Phone, $"+86138001380{number:00}");
}
