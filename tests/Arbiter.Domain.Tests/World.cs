using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Pool;
using Arbiter.Domain.Protection;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;

namespace Arbiter.Domain.Tests;

/// <summary>A small company to write rules down against: keeps what the decided events lead to, as the engine does.</summary>
sealed class World
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.FromHours(8));

    readonly Dictionary<CustomerId, Customer> customers = [];
    readonly Dictionary<CustomerKey, CustomerId> keys = [];
    readonly Dictionary<ClaimantId, Claimant> claimants = [];
    readonly Dictionary<RepId, Rep> reps = [];
    readonly Dictionary<CustomerKey, Sharing> sharings = [];
    Reference reference = Reference.Empty;
    ulong ids;

    public Policy Policy { get; set; } = Policy.DefaultFor(Scope.Default);

    public DateTimeOffset Now { get; set; } = Monday;

    /// <summary>What the last command brought about.</summary>
    public ImmutableArray<DomainEvent> Events { get; private set; } = [];

    /// <summary>The keys that the last command left as mentions.</summary>
    public ImmutableArray<Mention> Mentions { get; private set; } = [];

    public World With(params string[] names)
    {
        foreach (var name in names) reps[new RepId(name)] = new Rep(new RepId(name), name, null, Active: true);
        return this;
    }

    public World Inactive(string name)
    {
        reps[new RepId(name)] = new Rep(new RepId(name), name, null, Active: false);
        return this;
    }

    public static CustomerKey Phone(string value) => new(Scope.Default, IdentifierKind.Phone, value);

    public static CustomerKey Site(string value) => new(Scope.Default, IdentifierKind.Website, value);

    public Ruling Claim(string rep, params CustomerKey[] by) => ClaimLike(rep, [], by);

    /// <summary>A claim of whom it is known that the customer resembles others.</summary>
    public Ruling ClaimLike(string rep, ImmutableArray<SimilarCustomer> similar, params CustomerKey[] by)
    {
        var hard = by.Where(key => key.Kind != IdentifierKind.Website && !IsMarked(key));
        var claim = new ClaimSituation
        {
            Policy = Policy,
            Rep = reps.GetValueOrDefault(new RepId(rep)),
            Claimant = ClaimantOf(rep),
            Keys = [.. hard.Select(key => new ClaimedKeyState(key, keys.TryGetValue(key, out var id) ? Surviving(id) : null))],
            Mentions = [.. by.Except(hard)],
            Similar = [.. similar.OrderByDescending(s => s.ScoreBp).Select(s => new SimilarState(s, Surviving(s.Customer)))],
            NewCustomer = CustomerId.Create(Now, 0, ++ids),
            Channel = null,
            Now = Now,
        };
        return (Ruling)Apply(ClaimDecider.Decide(claim));
    }

    public Outcome FollowUp(string rep, CustomerId customer, FollowUps.FollowUpKind kind, FollowUps.Opportunity? opportunity = null) => Apply(
        FollowUps.FollowUpDecider.Decide(new RecordFollowUp(customer, new RepId(rep), kind, opportunity, rep), customers.GetValueOrDefault(customer), Policy, Now));

    public Outcome Release(string rep, CustomerId customer) => Apply(
        ReleaseDecider.Decide(new ReleaseCustomer(customer, new RepId(rep), ReleaseReason.NoInterest, rep), customers.GetValueOrDefault(customer), Policy, Now));

    public Outcome Transfer(CustomerId customer, string to) => Apply(TransferDecider.Decide(
        new TransferCustomer(customer, new RepId(to), TransferReason.Handover, "boss"), customers.GetValueOrDefault(customer),
        reps.GetValueOrDefault(new RepId(to)), ClaimantOf(to), Policy, Now));

    public Outcome Sweep(CustomerId customer) => Apply(
        ProtectionDecider.Decide(new EndProtection(customer), customers.GetValueOrDefault(customer), Policy, Now));

    public Outcome Merge(CustomerId into, CustomerId merged) => Apply(MergeDecider.Decide(
        new MergeCustomers(into, merged, "boss"), customers.GetValueOrDefault(into), customers.GetValueOrDefault(merged), Policy, Now));

    public Outcome Unmerge(CustomerId merged) => Apply(UnmergeDecider.Decide(
        new UnmergeCustomer(merged, "boss"), customers[merged], customers[merged].Ties.Merger is { } merger ? customers[merger.Into] : null, Policy, Now));

    public Outcome Dismiss(CustomerId keeper, CustomerId with) => Apply(
        ProposalDecider.Decide(new DismissProposal(keeper, with, "boss"), customers.GetValueOrDefault(keeper), Policy, Now));

    public Outcome Mark(CustomerKey key, bool isShared, int others = 0, bool ifProposed = false)
    {
        var command = new MarkKey(key, isShared, others, "boss") { IfProposed = ifProposed };
        return Apply(WhoseIs(key) is { } customer
            ? MarkDecider.Decide(command, customer, sharings.GetValueOrDefault(key), Policy, Now)
            : MarkDecider.DecideInAdvance(command, reference, Now));
    }

    public Outcome DismissSharing(CustomerKey key, int others) =>
        Apply(MarkDecider.Decide(new DismissSharing(key, others, "boss"), WhoseIs(key), sharings.GetValueOrDefault(key), Policy, Now));

    /// <summary>A change of policies, roster, or tokens.</summary>
    public Outcome Change(Command command)
    {
        (var decision, reference) = ReferenceDecider.Decide(command, reference, Now);
        return Apply(decision);
    }

    public Outcome Propose(CustomerId one, CustomerId other, string evidence) => Apply(ProposalDecider.Decide(
        new ProposeMerge(one, other, evidence), customers.GetValueOrDefault(one), customers.GetValueOrDefault(other), Policy, Now));

    public Customer this[CustomerId id] => customers[id];

    public Claimant ClaimantOf(string rep)
    {
        var id = new ClaimantId(Scope.Default, new RepId(rep));
        return claimants.GetValueOrDefault(id) ?? new Claimant(id);
    }

    bool IsMarked(CustomerKey key) => sharings.GetValueOrDefault(key).Marked || reference.IsShared(key);

    Customer? WhoseIs(CustomerKey key) => keys.TryGetValue(key, out var id) ? customers[id] : null;

    Customer Surviving(CustomerId id) => customers[id].Ties.Merger is { } merger ? Surviving(merger.Into) : customers[id];

    Outcome Apply(Decision decision)
    {
        Events = decision.Events;
        foreach (var happened in decision.Events)
        {
            if (happened is CustomerEvent e) customers[e.Customer] = CustomerEvolver.Evolve(customers.GetValueOrDefault(e.Customer), e);
            var (first, second) = ClaimantEvolver.Touched(happened);
            foreach (var id in new[] { first, second }.OfType<ClaimantId>())
                claimants[id] = ClaimantEvolver.Evolve(claimants.GetValueOrDefault(id) ?? new Claimant(id), happened);
        }

        Mentions = decision.Mentions;
        if (decision.Mark is { Customer: null } inAdvance) reference = reference.Mark(inAdvance);
        else if (decision.Mark is { } mark) sharings[mark.Key] = mark.After;
        foreach (var key in decision.Bind) keys[key] = decision.BindTo!.Value;
        if (decision.Repeat is { } repeat)
            customers[repeat.Customer] = customers[repeat.Customer] with { Conflict = customers[repeat.Customer].Conflict!.WithRepeat(repeat.Rep) };
        return decision.Outcome;
    }
}
