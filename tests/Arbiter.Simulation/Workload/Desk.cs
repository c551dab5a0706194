using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Simulation.Kernel;

namespace Arbiter.Simulation.Workload;

/// <summary>Thinks up commands: many reps on few customers, so that everything collides.</summary>
sealed class Desk(World world)
{
    readonly ImmutableArray<RepId> reps = [.. Enumerable.Range(0, world.Options.Reps).Select(i => new RepId($"rep-{i}"))];
    readonly ImmutableArray<CustomerKey> phones =
        [.. Enumerable.Range(0, world.Options.Phones).Select(i => new CustomerKey(Scope.Default, IdentifierKind.Phone, $"+8613800138{i:000}"))];
    readonly ImmutableArray<CustomerKey> companies =
        [.. Enumerable.Range(0, 3).Select(i => new CustomerKey(Scope.Default, IdentifierKind.Company, $"company-{i}"))];

    Dice Dice => world.Dice;

    /// <summary>With one that the roster never knows.</summary>
    public IReadOnlyList<RepId> AllReps => [.. reps, new RepId("nobody")];

    public IReadOnlyList<RepId> Reps => reps;

    public Command Next(string actor) => Dice.Below(116) switch
    {
        < 44 => new ClaimCustomer(AnyScope(out var scope), AnyRep(), Keys(scope), Dice.Chance(300) ? "web-form" : null, actor) { Similar = Similar() },
        < 54 => new ClaimFromPool(AnyCustomer(), AnyRep(), actor),
        < 66 => new LookUp(AnyScope(out var scope), Dice.Chance(800) ? AnyRep() : null, Keys(scope), actor),
        < 76 => new RecordFollowUp(AnyCustomer(), AnyRep(), (FollowUpKind)Dice.Between(1, 8), Dice.Chance(500) ? AnyOpportunity() : null, actor),
        < 84 => new ReleaseCustomer(AnyCustomer(), Dice.Chance(500) ? null : AnyRep(), (ReleaseReason)Dice.Between(0, 5), actor),
        < 90 => new TransferCustomer(AnyCustomer(), AnyRep(), (TransferReason)Dice.Between(1, 6), actor),
        < 93 => new EndProtection(AnyCustomer()),
        < 94 => new WriteRepeats(AnyCustomer()),
        < 96 => ChangePolicy(actor),
        < 98 => new PutRep(new Rep(Dice.Pick(reps), "", Dice.Chance(100) ? new TeamId("blue") : null, Dice.Chance(900)), actor),
        < 99 => new PutTeam(new Team(new TeamId(Dice.Chance(500) ? "red" : "green"), "team"), actor),
        < 100 => Token(actor),
        < 105 => new MergeCustomers(AnyCustomer(), AnyCustomer(), actor),
        < 109 => new UnmergeCustomer(AnyMerged(), actor),
        < 110 => Dismissal(actor),
        < 112 => new ProposeMerge(AnyCustomer(), AnyCustomer(), "oneDigitOff"),
        < 114 => new MarkKey(AnyKey(out var isShared), Dice.Chance(100) ? isShared : !isShared, Dice.Below(6), actor) { IfProposed = Dice.Chance(200) },
        _ => new DismissSharing(AnyKey(out _), Dice.Between(2, 8), actor),
    };

    public Command Roster(RepId rep, string actor) => new PutRep(new Rep(rep, "", null, true), actor);

    public Command ChangePolicy(string actor)
    {
        var scope = Dice.Chance(700) ? Scope.Default : World.SecondScope;
        var current = world.Model.Policy(scope, world.Store.Head.Seq)?.Version ?? 0;
        return new ChangePolicy(AnyPolicy(scope), Dice.Chance(850) ? current : current + Dice.Between(-1, 1), actor);
    }

    /// <summary>Mostly one that is merged, if any is.</summary>
    CustomerId AnyMerged()
    {
        var merged = world.Store.KnownCustomers.Where(id => world.Store.LoadCustomer(id)!.Value.State.Ties.Merger is not null).ToList();
        return merged.Count == 0 || Dice.Chance(100) ? AnyCustomer() : Dice.Chance(500) ? merged[^1] : Dice.Pick(merged);
    }

    ImmutableArray<SimilarCustomer> Similar() => Dice.Chance(850)
        ? []
        : [.. Enumerable.Range(0, Dice.Between(1, 3)).Select(_ => new SimilarCustomer(AnyCustomer(), Dice.Between(6000, 10_000), Dice.Pick<ImmutableArray<string>>([["name"], ["name", "site"]])))];

    CustomerKey AnyKey(out bool isShared)
    {
        var known = Dice.Chance(300) ? [.. world.Store.SharedKeys, .. world.Store.SharedInAdvance] : world.Store.KnownKeys;
        var key = known.Count == 0 || Dice.Chance(100) ? Dice.Pick(phones) with { Scope = AnyScope(out _) } : known.ElementAt(Dice.Below(known.Count));
        isShared = world.Store.SharedKeys.Contains(key) || world.Store.SharedInAdvance.Contains(key);
        return key;
    }

    DismissProposal Dismissal(string actor)
    {
        var keepers = world.Store.KnownCustomers.Select(id => world.Store.LoadCustomer(id)!.Value.State).Where(c => !c.Ties.Proposed.IsEmpty).ToList();
        if (keepers.Count == 0 || Dice.Chance(100)) return new DismissProposal(AnyCustomer(), AnyCustomer(), actor);
        var keeper = Dice.Pick(keepers);
        return new DismissProposal(keeper.Id, Dice.Pick(keeper.Ties.Proposed), actor);
    }

    Policy AnyPolicy(Scope scope)
    {
        var afterClaim = Dice.Between(1, 5);
        return new Policy
        {
            Scope = scope,
            Protection = new ProtectionPolicy
            {
                AfterClaimHours = afterClaim,
                AfterFollowUpHours = Dice.Between(1, 8),
                WithOpportunityHours = Dice.Between(1, 12),
                LongestHours = Dice.Between(afterClaim, 24),
            },
            Pool = new PoolPolicy { CoolDownHours = Dice.Between(0, 3), FreshHoldMinutes = Dice.Pick([0, 0, 1, 30]) },
            Quotas = new QuotaPolicy
            {
                ClaimsPerDay = Dice.Pick([0, 3, 5, 8]),
                LookUpsPerDay = Dice.Pick([0, 2, 4, 30]),
                Holdings = Dice.Pick([0, 1, 2, 4]),
                DayOffsetMinutes = Dice.Pick([480, 480, 480, 0, -300]),
            },
            Conflicts = new ConflictPolicy { RepeatWindowSeconds = Dice.Pick([0, 1, 60, 3600]) },
            Identity = new IdentityPolicy { UnmergeDays = Dice.Pick([0, 1, 30, 30]), SharedKeyCustomers = Dice.Pick([2, 3, 5]), HoldBp = Dice.Pick([9200, 7000]), WarnBp = Dice.Pick([7000, 6000]) },
        };
    }

    Command Token(string actor)
    {
        var id = $"t{Dice.Below(5)}";
        return Dice.Chance(600)
            ? new IssueToken(new AccessToken(id, "token", Role.Rep, Dice.Pick(reps), "00", DateTimeOffset.UnixEpoch, null), actor)
            : new RevokeToken(id, actor);
    }

    Scope AnyScope(out Scope scope) => scope = Dice.Chance(900) ? Scope.Default : World.SecondScope;

    RepId AnyRep() => Dice.Chance(985) ? Dice.Pick(reps) : new RepId("nobody");

    Opportunity AnyOpportunity() => (Opportunity)Dice.Pick([0, 0, 1, 1, 1, 2]);

    CustomerId AnyCustomer()
    {
        var known = world.Store.KnownCustomers;
        if (known.Count == 0 || Dice.Chance(20)) return new CustomerId(new Guid(Dice.Below(3), 0, 0, new byte[8]));
        // The latest ones are the busiest.
        return Dice.Chance(500) ? known[^Dice.Between(1, Math.Min(4, known.Count))] : Dice.Pick(known);
    }

    ImmutableArray<ClaimedKey> Keys(Scope scope)
    {
        var keys = new SortedDictionary<CustomerKey, KeyStrength>();
        var hard = Dice.Chance(80) ? 0 : Dice.Pick([1, 1, 1, 1, 2, 2, 3, 5]);
        var shared = hard == 0 ? 1 : Dice.Pick([0, 0, 0, 1, 1, 2]);
        // Neighbours, so that sets overlap often but not always.
        var from = Dice.Below(phones.Length);
        for (var i = 0; i < hard; i++) keys[phones[(from + Dice.Below(3) + i) % phones.Length] with { Scope = scope }] = KeyStrength.Hard;
        for (var i = 0; i < shared; i++) keys[Dice.Pick(companies) with { Scope = scope }] = KeyStrength.Shared;
        return [.. keys.Select(k => new ClaimedKey(k.Key, k.Value))];
    }
}
