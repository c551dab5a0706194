using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine;
using Arbiter.Engine.Local;
using Arbiter.Engine.Similar;
using Arbiter.Identity;
using Arbiter.Identity.Companies;
using Arbiter.Identity.Similarity;

namespace Arbiter.Server.Similar;

/// <summary>A customer that may be the one somebody means. <paramref name="Score"/> is in basis points of certainty.</summary>
public sealed record LikelyCustomer(Customer State, IReadOnlyList<CustomerKey> Keys, int Score, ImmutableArray<SimilarityReason> Reasons)
{
    public override string ToString() => $"{State.Id} {Score}";
}

/// <summary>
/// Finds the customers that resemble what somebody typed: the index brings up a bounded number of candidates, the same scoring as everywhere else says how
/// alike they are. Those that a hard key leads to are left out: they are the customer, not like it.
/// </summary>
public sealed class SimilarCustomers(IIdentityIndex index, LocalEngine turns)
{
    const int MostPhones = 2;

    /// <summary>How much evidence goes with a claim.</summary>
    const int MostEvidence = 8;

    /// <summary>Searches under way at a time; further ones wait here and not for a connection, which would give up on them.</summary>
    const int SearchesAtWork = 4;

    /// <summary>So many wait for a place; whoever comes then is told to come again, as by a full engine.</summary>
    const int MostWaiting = 2_000;

    static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim places = new(SearchesAtWork);
    int waiting;

    /// <summary>What is indexed of a company's name: all but its form (a branch's with the branch), and the same without the place. The scoring compares no other.</summary>
    public static NameRule Names { get; } = new("whole-1", canonical => TextOf(CompanyName.Parse(canonical)));

    /// <summary>Whether a claim carries more than hard keys of persons: only then is anything looked for before its turn.</summary>
    public static bool SpeakFor(ClaimCustomer claim, Reference reference)
    {
        foreach (var key in claim.Keys)
        {
            if (SaysMoreThanWho(key) || reference.IsShared(key.Key)) return true;
        }

        return false;
    }

    /// <summary>Whether others may have something like it that is no slip: shared keys, and companies' names.</summary>
    internal static bool SaysMoreThanWho(ClaimedKey key) => key.Strength == KeyStrength.Shared || key.Key.Kind == IdentifierKind.Company;

    /// <summary>The claim with the customers that it resembles; the turn looks at how they stand then.</summary>
    public async Task<ClaimCustomer> WithEvidenceAsync(ClaimCustomer claim, Reference reference)
    {
        if (reference.PolicyOf(claim.Scope) is not { } policy) return claim;
        var found = await FindAsync(policy, claim.Keys, CancellationToken.None);
        return claim with
        {
            Similar =
            [
                .. found.Take(MostEvidence).Select(f => new Domain.SimilarCustomer(
                    f.State.Id, f.Score, [.. f.Reasons.Where(r => r.Points > 0).Select(r => r.Code).Distinct()])),
            ],
        };
    }

    /// <summary>Those that resemble <paramref name="keys"/> at least as much as the policy warns of, the most alike first.</summary>
    /// <exception cref="OverloadedException">Too many wait already.</exception>
    /// <exception cref="UnavailableException">The store is away. Asking it all the same would keep a place for seconds each time.</exception>
    public async Task<IReadOnlyList<LikelyCustomer>> FindAsync(Policy policy, ImmutableArray<ClaimedKey> keys, CancellationToken cancel)
    {
        RequireStore();
        await TakePlaceAsync(cancel);
        try
        {
            RequireStore();
            return await SearchAsync(policy, keys, cancel);
        }
        finally
        {
            places.Release();
        }
    }

    async Task TakePlaceAsync(CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MostWaiting) throw new OverloadedException(ComeAgain);
            await places.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    void RequireStore()
    {
        if (turns.Health is { Ready: false, Why: var why }) throw new UnavailableException(why, ComeAgain);
    }

    async Task<IReadOnlyList<LikelyCustomer>> SearchAsync(Policy policy, ImmutableArray<ClaimedKey> keys, CancellationToken cancel)
    {
        return await RankAsync(policy, keys, await index.FindAsync(QueryFor(policy.Scope, keys), cancel), cancel);
    }

    /// <summary>Those of <paramref name="candidates"/> that resemble <paramref name="keys"/> at least as much as the policy warns of, the most alike first.</summary>
    internal async Task<IReadOnlyList<LikelyCustomer>> RankAsync(
        Policy policy, ImmutableArray<ClaimedKey> keys, IReadOnlyList<Candidate> candidates, CancellationToken cancel)
    {
        // A key that a person found to be shared says so in what its customers have.
        var shared = candidates.SelectMany(c => c.Mentions).ToHashSet();
        var asked = ProfileOf(keys.Select(k => (k.Key, shared.Contains(k.Key) ? KeyStrength.Shared : k.Strength)));
        var hard = keys.Where(k => k.Strength == KeyStrength.Hard && !shared.Contains(k.Key)).Select(k => k.Key).ToHashSet();
        var meant = new HashSet<CustomerId>(candidates.Where(c => c.Keys.Any(hard.Contains)).Select(c => c.State.Id));
        var similar = new List<LikelyCustomer>();
        foreach (var candidate in candidates)
        {
            if (meant.Contains(candidate.State.Id)) continue;
            var result = SimilarityScorer.Score(asked, ProfileOf(candidate));
            if (result.Score >= policy.Identity.WarnBp) similar.Add(new LikelyCustomer(candidate.State, [.. candidate.Keys, .. candidate.Mentions], result.Score, result.Reasons));
        }

        return await SurvivorsAsync(similar, meant, cancel);
    }

    /// <summary>What is looked for: names, shared keys and own domains, and numbers that differ by a slip.</summary>
    internal static CandidateQuery QueryFor(Scope scope, ImmutableArray<ClaimedKey> keys)
    {
        var asked = ProfileOf(keys.Select(k => (k.Key, k.Strength)));
        return new CandidateQuery(
            scope,
            [.. asked.Companies.Select(TextOf).Where(name => name.Whole.Length > 0).Distinct().Take(CandidateQuery.MostNames)],
            [
                .. keys.Select(k => k.Key).Where(k => k.Kind != IdentifierKind.Company)
                    .Concat(asked.Domains.Select(domain => new CustomerKey(scope, IdentifierKind.Website, domain))).Distinct(),
            ],
            [.. asked.Mobiles.Take(MostPhones).SelectMany(NearPhones.Of)]);
    }

    /// <summary>A merged customer speaks for the one it was merged into, which is counted once, by what resembles most.</summary>
    async Task<IReadOnlyList<LikelyCustomer>> SurvivorsAsync(List<LikelyCustomer> similar, HashSet<CustomerId> meant, CancellationToken cancel)
    {
        for (var step = 0; step < Limits.MergeHeight && similar.Any(s => s.State.Ties.Merger is not null); step++)
        {
            var into = (await index.ReadAsync([.. similar.Select(s => s.State.Ties.Merger?.Into).OfType<CustomerId>().Distinct()], cancel)).ToDictionary(c => c.State.Id);
            similar = similar.ConvertAll(s => s.State.Ties.Merger is { } merger && into.TryGetValue(merger.Into, out var survivor)
                ? s with { State = survivor.State, Keys = [.. survivor.Keys, .. survivor.Mentions] }
                : s);
        }

        return [.. similar.Where(s => !meant.Contains(s.State.Id)).OrderByDescending(s => s.Score).ThenBy(s => s.State.Id).DistinctBy(s => s.State.Id)];
    }

    /// <summary>How alike two known customers are, by all that was said of them.</summary>
    public static SimilarityResult Compare(Candidate one, Candidate other) => SimilarityScorer.Score(ProfileOf(one), ProfileOf(other));

    static LeadProfile ProfileOf(Candidate customer) =>
        ProfileOf(customer.Keys.Select(k => (k, KeyStrength.Hard)).Concat(customer.Mentions.Select(k => (k, KeyStrength.Shared))));

    static LeadProfile ProfileOf(IEnumerable<(CustomerKey Key, KeyStrength Strength)> keys) =>
        LeadProfile.OfKeys(keys.Select(k => new NormalizedKey(k.Key.Kind, k.Key.Value, k.Strength, null)));

    static NameText TextOf(CompanyName name) => new(Cut(name.Place + name.Core + name.Branch), Cut(name.Core + name.Branch));

    static string Cut(string text) => text.Length <= NameText.MostChars
        ? text
        : text[..(char.IsHighSurrogate(text[NameText.MostChars - 1]) ? NameText.MostChars - 1 : NameText.MostChars)];
}
