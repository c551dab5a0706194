using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine;
using Arbiter.Engine.Local;
using Arbiter.Engine.Similar;
using Arbiter.Identity.Similarity;

namespace Arbiter.Server.Similar;

/// <summary>
/// Finds customers that resemble others, after their claims: by keys that differ by a slip, for all of them with one statement, and by names and shared keys for those
/// that have such. What is found is scored as everywhere else. A number has a hundred slips and a mailbox a thousand, and hardly any of them is a key that there is: the store is
/// asked only for those that the engine does not know to be absent.
/// </summary>
public sealed class LikenessFinder(IIdentityIndex index, SimilarCustomers similar, LocalEngine engine) : ILikeness
{
    /// <summary>In a block of numbers that a company bought, or a series that somebody made up, each is near to the next: then nearness tells nothing.</summary>
    const int MostNear = 3;

    /// <summary>How many proposals one customer may bring about at a time.</summary>
    const int MostProposed = 3;

    const int KeysPerStatement = 4_000;

    /// <summary>Many stand behind a shared key: whoever claims is warned of it, but it makes nobody look at two customers.</summary>
    static readonly ImmutableArray<string> OfManyCustomers =
        [SimilarityCodes.SameSwitchboard, SimilarityCodes.SameRoleMailbox, SimilarityCodes.SameDomain, SimilarityCodes.SameSharedKey, SimilarityCodes.SameContact];

    public async Task<IReadOnlyList<Likeness>> FindAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancel)
    {
        var known = (await index.ReadAsync(customers, cancel)).Where(c => c.State.Ties.Merger is null).ToList();
        var near = await NearAsync(known, cancel);
        var others = (await index.ReadAsync([.. near.SelectMany(n => n).Distinct()], cancel)).ToDictionary(c => c.State.Id);
        var pairs = new List<Likeness>();
        foreach (var customer in known)
        {
            if (engine.Reference.PolicyOf(customer.State.Scope) is not { } policy) continue;
            var candidates = near[customer.State.Id].Where(others.ContainsKey).Select(id => others[id])
                .Concat(await NamedAlikeAsync(customer, cancel)).DistinctBy(c => c.State.Id).Where(c => c.State.Id != customer.State.Id).ToList();
            if (candidates.Count == 0) continue;
            var ranked = await similar.RankAsync(policy, KeysOf(customer), candidates, cancel);
            pairs.AddRange(ranked.Where(other => IsWorthALook(other, customer, policy)).Take(MostProposed).Select(other => new Likeness(
                customer.State.Id, other.State.Id, string.Join(',', other.Reasons.Where(r => r.Points > 0).Select(r => r.Code).Distinct()))));
        }

        return pairs;
    }

    /// <summary>For each customer those whose keys differ from its own by a slip.</summary>
    async Task<ILookup<CustomerId, CustomerId>> NearAsync(List<Candidate> customers, CancellationToken cancel)
    {
        var there = await engine.KnownKeysAsync();
        var slips = customers.SelectMany(c => c.Keys.SelectMany(own => NearKeys.Of(own).Where(there.MayContain).Select(key => (key, own, c.State.Id))))
            .ToLookup(s => s.key, s => (Own: s.own, s.Id));
        var found = new List<(CustomerKey Own, CustomerId Customer, CustomerId Other)>();
        foreach (var keys in slips.Select(s => s.Key).Chunk(KeysPerStatement))
        {
            foreach (var (key, other) in await index.LeadToAsync(keys, cancel)) found.AddRange(slips[key].Where(s => s.Id != other).Select(s => (s.Own, s.Id, other)));
        }

        return found.GroupBy(f => f.Own).Where(ofKey => ofKey.Count() <= MostNear).SelectMany(ofKey => ofKey).ToLookup(f => f.Customer, f => f.Other);
    }

    async Task<IReadOnlyList<Candidate>> NamedAlikeAsync(Candidate customer, CancellationToken cancel)
    {
        var keys = KeysOf(customer);
        if (!keys.Any(SimilarCustomers.SaysMoreThanWho)) return [];
        return await index.FindAsync(SimilarCustomers.QueryFor(customer.State.Scope, keys) with { NearPhones = [] }, cancel);
    }

    static bool IsWorthALook(LikelyCustomer other, Candidate customer, Policy policy) => other.State.Id != customer.State.Id
        && (other.Score >= policy.Identity.HoldBp || other.Reasons.Any(r => r.Points > 0 && !OfManyCustomers.Contains(r.Code)));

    static ImmutableArray<ClaimedKey> KeysOf(Candidate customer) =>
        [.. customer.Keys.Select(k => new ClaimedKey(k, KeyStrength.Hard)), .. customer.Mentions.Select(k => new ClaimedKey(k, KeyStrength.Shared))];
}
