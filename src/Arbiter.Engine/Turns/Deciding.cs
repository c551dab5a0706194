using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.LookUps;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Pool;
using Arbiter.Domain.Protection;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Transfers;

namespace Arbiter.Engine.Turns;

/// <summary>
/// Gathers what a command is decided on, and asks the domain. Returns null while some of it is still to be loaded; the turn is then on the waiting
/// list of each missing slot and is decided when the last one has come.
/// </summary>
sealed class Deciding(StateCache cache, IdSource ids)
{
    public Decision? TryDecide(Turn turn, DateTimeOffset now) => turn.Command is ClaimCustomer claim ? Claim(turn, claim, now) : TryDecideOther(turn, now);

    /// <summary>Apart, because what its cases capture is allocated for every call.</summary>
    Decision? TryDecideOther(Turn turn, DateTimeOffset now) => turn.Command switch
    {
        ClaimFromPool c => FromPool(turn, c, now),
        LookUp c => Look(turn, c, now),
        RecordFollowUp c => OnCustomer(turn, c.Customer, (customer, policy) => FollowUpDecider.Decide(c, customer, policy, now)),
        ReleaseCustomer c => OnCustomer(turn, c.Customer, (customer, policy) => ReleaseDecider.Decide(c, customer, policy, now)),
        EndProtection c => OnCustomer(turn, c.Customer, (customer, policy) => ProtectionDecider.Decide(c, customer, policy, now), follow: false),
        WriteRepeats c => OnCustomer(turn, c.Customer, (customer, policy) => RepeatsDecider.Decide(c, customer, policy, now), follow: false),
        TransferCustomer c => Transfer(turn, c, now),
        MarkKey c => OnKey(turn, c.Key, (customer, sharing, policy) => customer is null
            ? MarkDecider.DecideInAdvance(c, Reference, now)
            : MarkDecider.Decide(c, customer, sharing, policy, now)),
        DismissSharing c => OnKey(turn, c.Key, (customer, sharing, policy) => MarkDecider.Decide(c, customer, sharing, policy, now)),
        MergeCustomers c => Merge(turn, c, now),
        UnmergeCustomer c => Unmerge(turn, c, now),
        ProposeMerge c => Propose(turn, c, now),
        DismissProposal c => OnCustomer(turn, c.Customer, (customer, policy) => ProposalDecider.Decide(c, customer, policy, now), follow: false),
        _ => throw new ArgumentOutOfRangeException(nameof(turn), turn.Command.GetType().Name, "no such command"),
    };

    /// <summary>So many customers that resemble a claim's are looked at.</summary>
    const int MostSimilar = 8;

    Reference Reference => cache.Reference.Current!;

    Decision? Claim(Turn turn, ClaimCustomer command, DateTimeOffset now)
    {
        if (Reference.PolicyOf(command.Scope) is not { } policy) return Decision.Nothing(new Rejected(Rejection.UnknownScope));
        var keys = States(turn, command.Keys, out var mentions, out var marked);
        var similar = Similar(turn, command, policy);
        var claimant = cache.Claimant(turn, new ClaimantId(command.Scope, command.Rep));
        if (turn.Waiting > 0) return null;

        foreach (var key in keys) AwaitOwner(turn, key.Customer);
        foreach (var one in similar) AwaitOwner(turn, one.Customer);
        if (turn.Waiting > 0) return null;
        var claim = Situation(turn, policy, claimant!, keys, command.Channel, now, mentions, similar);
        var decision = ClaimDecider.Decide(claim);
        return marked.IsEmpty ? decision : decision with { Outcome = (Ruling)decision.Outcome with { Marked = marked } };
    }

    Decision? FromPool(Turn turn, ClaimFromPool command, DateTimeOffset now)
    {
        var slot = Surviving(turn, command.Customer);
        if (slot is null) return null;
        if (slot.Current is not { } customer) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        var claimant = cache.Claimant(turn, new ClaimantId(customer.Scope, command.Rep));
        AwaitOwner(turn, customer);
        if (turn.Waiting > 0) return null;
        return ClaimDecider.DecideFromPool(Situation(turn, PolicyOf(customer), claimant!, [], null, now, [], []), customer);
    }

    Decision? Look(Turn turn, LookUp command, DateTimeOffset now)
    {
        if (Reference.PolicyOf(command.Scope) is not { } policy) return Decision.Nothing(new Rejected(Rejection.UnknownScope));
        var keys = States(turn, command.Keys, out _, out var marked);
        var claimant = command.Rep is { } rep ? cache.Claimant(turn, new ClaimantId(command.Scope, rep)) : null;
        if (turn.Waiting > 0) return null;
        var decision = LookUpDecider.Decide(command, keys, claimant?.State, policy, now);
        return decision.Outcome is Found found && !marked.IsEmpty ? decision with { Outcome = found with { Marked = marked } } : decision;
    }

    Decision? Transfer(Turn turn, TransferCustomer command, DateTimeOffset now)
    {
        var slot = Surviving(turn, command.Customer);
        if (slot is null) return null;
        if (slot.Current is not { } customer) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        var receiving = cache.Claimant(turn, new ClaimantId(customer.Scope, command.To));
        AwaitOwner(turn, customer);
        return turn.Waiting > 0
            ? null
            : TransferDecider.Decide(command, customer, Reference.Find(command.To), receiving!.State, PolicyOf(customer), now);
    }

    Decision? Merge(Turn turn, MergeCustomers command, DateTimeOffset now)
    {
        var (into, merged) = (cache.Customer(turn, command.Into), cache.Customer(turn, command.Merged));
        AwaitOwner(turn, into?.Current);
        AwaitOwner(turn, merged?.Current);
        if (turn.Waiting > 0) return null;
        return into!.Current is { } survivor
            ? MergeDecider.Decide(command, survivor, merged!.Current, PolicyOf(survivor), now)
            : Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
    }

    Decision? Propose(Turn turn, ProposeMerge command, DateTimeOffset now)
    {
        var (one, other) = (cache.Customer(turn, command.One), cache.Customer(turn, command.Other));
        AwaitOwner(turn, one?.Current);
        AwaitOwner(turn, other?.Current);
        if (turn.Waiting > 0) return null;
        var policy = one!.Current is { } known ? PolicyOf(known) : Policy.DefaultFor(Scope.Default);
        return ProposalDecider.Decide(command, one.Current, other!.Current, policy, now);
    }

    Decision? Unmerge(Turn turn, UnmergeCustomer command, DateTimeOffset now)
    {
        var slot = cache.Customer(turn, command.Customer);
        if (slot is null) return null;
        if (slot.Current is not { } merged) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        if (merged.Ties.Merger is not { } merger) return Decision.Nothing(new Rejected(Rejection.NotMerged));
        var into = cache.Customer(turn, merger.Into)?.Current;
        AwaitOwner(turn, into);
        if (merger.Held is { } held) cache.Claimant(turn, new ClaimantId(merged.Scope, held.Rep));
        if (merger.IntoHeld is { } before) cache.Claimant(turn, new ClaimantId(merged.Scope, before.Rep));
        return turn.Waiting > 0 ? null : UnmergeDecider.Decide(command, merged, into, PolicyOf(merged), now);
    }

    /// <summary>Asks about a key and the customer that has it, merged or not; null for one that nobody has.</summary>
    Decision? OnKey(Turn turn, CustomerKey key, Func<Customer?, Sharing, Policy, Decision> decide)
    {
        var target = cache.Key(turn, key)?.Current;
        var customer = target is null ? null : cache.Customer(turn, target.Customer)?.Current;
        AwaitOwner(turn, customer);
        if (turn.Waiting > 0) return null;
        return decide(customer, target?.Sharing ?? default, customer is null ? Policy.DefaultFor(key.Scope) : PolicyOf(customer));
    }

    /// <param name="follow">Whether what is asked of a merged customer is asked of the one it was merged into.</param>
    Decision? OnCustomer(Turn turn, CustomerId id, Func<Customer?, Policy, Decision> decide, bool follow = true)
    {
        var slot = follow ? Surviving(turn, id) : cache.Customer(turn, id);
        if (slot is null) return null;
        if (slot.Current is not { } customer) return Decision.Nothing(new Rejected(Rejection.UnknownCustomer));
        AwaitOwner(turn, customer);
        return turn.Waiting > 0 ? null : decide(customer, PolicyOf(customer));
    }

    /// <summary>The hard keys with where they lead. Turns are about these; shared keys are not even looked up.</summary>
    /// <param name="marked">The places of those that would be hard, had nobody said that they are shared.</param>
    ImmutableArray<ClaimedKeyState> States(
        Turn turn, ImmutableArray<ClaimedKey> keys, out ImmutableArray<CustomerKey> mentions, out ImmutableArray<int> marked)
    {
        var states = ImmutableArray.CreateBuilder<ClaimedKeyState>(keys.Length);
        ImmutableArray<CustomerKey>.Builder? shared = null;
        marked = [];
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i].Key;
            var hard = keys[i].Strength == KeyStrength.Hard;
            var inAdvance = hard && Reference.IsShared(key);
            var target = hard && !inAdvance ? cache.Key(turn, key)?.Current : null;
            if (hard && !inAdvance && target is not { Sharing.Marked: true })
            {
                states.Add(new ClaimedKeyState(key, target is null ? null : Surviving(turn, target.Customer)?.Current));
                continue;
            }

            (shared ??= ImmutableArray.CreateBuilder<CustomerKey>()).Add(key);
            if (hard) marked = marked.Add(i);
        }

        mentions = shared?.DrainToImmutable() ?? [];
        return states.DrainToImmutable();
    }

    /// <summary>Customers alike enough to matter, each once, as they stand: the evidence was found before the turn.</summary>
    ImmutableArray<SimilarState> Similar(Turn turn, ClaimCustomer command, Policy policy)
    {
        if (command.Similar.IsEmpty) return [];
        var found = ImmutableArray.CreateBuilder<SimilarState>(command.Similar.Length);
        foreach (var evidence in command.Similar.OrderByDescending(s => s.ScoreBp).ThenBy(s => s.Customer).Take(MostSimilar))
        {
            if (evidence.ScoreBp < policy.Identity.WarnBp) break;
            if (Surviving(turn, evidence.Customer)?.Current is not { } customer || customer.Scope != command.Scope) continue;
            if (!found.Any(s => s.Customer.Id == customer.Id)) found.Add(new SimilarState(evidence, customer));
        }

        return found.DrainToImmutable();
    }

    /// <summary>
    /// The customer of this id or, when it was merged, the one that whatever leads to it is led on to. Merges are bounded in height, and so are the steps: where
    /// others write, two customers may for a moment be known as of two positions and seem to lead to each other. What is decided on that is decided again.
    /// </summary>
    CustomerSlot? Surviving(Turn turn, CustomerId id)
    {
        var slot = cache.Customer(turn, id);
        for (var step = 0; step < Limits.MergeHeight && slot?.Current?.Ties.Merger is { } merger; step++) slot = cache.Customer(turn, merger.Into);
        return slot;
    }

    /// <summary>The owner's quotas change when the ownership ends, which any decision on the customer may bring about.</summary>
    void AwaitOwner(Turn turn, Customer? customer)
    {
        if (customer?.Ownership is { } ownership) cache.Claimant(turn, new ClaimantId(customer.Scope, ownership.Rep));
    }

    ClaimSituation Situation(
        Turn turn, Policy policy, ClaimantSlot claimant, ImmutableArray<ClaimedKeyState> keys, string? channel, DateTimeOffset now,
        ImmutableArray<CustomerKey> mentions, ImmutableArray<SimilarState> similar) => new()
        {
            Policy = policy,
            Rep = Reference.Find(claimant.Id.Rep),
            Claimant = claimant.State,
            Keys = keys,
            Mentions = mentions,
            Similar = similar,
            NewCustomer = turn.NewCustomer ??= ids.Next(now),
            Channel = channel,
            Now = now,
        };

    Policy PolicyOf(Customer customer) => Reference.PolicyOf(customer.Scope) ?? Policy.DefaultFor(customer.Scope);
}

/// <summary>Makes ids of customers from the clock and a seed.</summary>
sealed class IdSource(int seed)
{
    readonly Random random = new(seed);

    public CustomerId Next(DateTimeOffset now) => CustomerId.Create(now, (ulong)random.NextInt64(), (ulong)random.NextInt64());
}
