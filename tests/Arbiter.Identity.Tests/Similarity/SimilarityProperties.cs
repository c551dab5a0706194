using Arbiter.Domain.Keys;
using Arbiter.Identity.Companies;
using Arbiter.Identity.Similarity;
using FsCheck;
using FsCheck.Fluent;

namespace Arbiter.Identity.Tests.Similarity;

/// <summary>What holds for any two leads, also for garbage.</summary>
public class SimilarityProperties
{
    static readonly string[] Pieces =
    [
        "上海", "杭州市", "明德", "明锐", "物流", "科技", "有限公司", "有限责任公司", "股份", "集团", "南京分公司", "城东支行", "店", "第二", "公司", "國", "中国", "西湖区", "新区",
        "Acme", "Ltd", "GmbH", " ", "（", "）", "13912345678", "1391234567", "010-67624895", "a", "li.lei", "@", "acme.cn", "qq.com", "info", "wx_", "🙂", "\u0301", "\0", "\uD800",
        "91350100M000100Y43", "。",
    ];

    static readonly Gen<string> Text = Gen.Frequency(
        (4, Gen.Choose(0, 6).SelectMany(count => Gen.Elements(Pieces).ListOf(count)).Select(string.Concat)),
        (1, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")));

    static readonly Gen<Identifier> Typed = from kind in Gen.Elements(IdentifierKinds.All.ToArray()) from text in Text select new Identifier(kind, text);

    static readonly Gen<LeadProfile> Lead =
        from count in Gen.Choose(0, 5) from typed in Typed.ListOf(count) from contact in Text select LeadProfile.Of(typed, contact);

    static readonly Arbitrary<(LeadProfile A, LeadProfile B)> Pair = Arb.From(from a in Lead from b in Lead select (a, b));

    [Fact]
    public void The_score_is_symmetric_and_bounded() => Holds((a, b) =>
    {
        var (there, back) = (SimilarityScorer.Score(a, b), SimilarityScorer.Score(b, a));
        return there.Score is >= 0 and <= SimilarityScorer.MaxScore && there.Score == back.Score && there.Reasons.SequenceEqual(back.Reasons);
    });

    [Fact]
    public void Nothing_is_more_like_a_lead_than_itself() => Holds((a, b) =>
    {
        var self = SimilarityScorer.Score(a, a).Score;
        return self >= SimilarityScorer.Score(a, b).Score && (self == SimilarityScorer.MaxScore || a.Keys.All(key => key.Strength == KeyStrength.Shared));
    });

    [Fact]
    public void Without_a_common_hard_key_nothing_is_certain() => Holds((a, b) =>
    {
        var common = a.Keys.Where(key => key.Strength == KeyStrength.Hard).Intersect(b.Keys).Any();
        var result = SimilarityScorer.Score(a, b);
        return result.SharesHardKey == common && (common || result.Score < SimilarityScorer.MaxScore);
    });

    /// <summary>A search by tokens must bring up whatever is worth a warning.</summary>
    [Fact]
    public void What_warns_shares_a_token() => Holds((a, b) =>
        SimilarityScorer.Score(a, b).Score < SimilarityThresholds.Default.Warn
        || SimilarityScorer.BlockingTokens(a).Intersect(SimilarityScorer.BlockingTokens(b)).Any());

    [Fact]
    public void Stored_keys_make_the_same_profile() => Holds((a, _) => AreSame(a, LeadProfile.OfKeys(a.Keys).With(a)));

    [Fact]
    public void Joining_is_the_same_in_any_order_and_twice() => Holds((a, b) => AreSame(a.With(b), b.With(a)) && AreSame(a.With(b), a.With(b).With(a)));

    static bool AreSame(LeadProfile a, LeadProfile b) =>
        a.Keys.SequenceEqual(b.Keys) && a.Contacts.SequenceEqual(b.Contacts) && a.Companies.SequenceEqual(b.Companies) && a.Domains.SequenceEqual(b.Domains);

    [Fact]
    public void A_name_is_the_sum_of_its_parts() =>
        Prop.ForAll(Arb.From(Text), text =>
        {
            var name = CompanyName.Parse(text);
            var parts = name.Place.Length + name.Core.Length + name.Form.Length + name.Branch.Length;
            return parts <= name.Canonical.Length && (name.Canonical.Length == 0 || name.Distinctive.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Fact]
    public void Matching_garbage_ends() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 40).SelectMany(count => Lead.ListOf(count))), leads =>
        {
            var result = Matcher.Match([.. leads], SimilarityThresholds.Default);
            return result.Clusters.Length == leads.Count
                && result.Clusters.Distinct().Count() == leads.Count - result.Links.Length
                && result.Links.All(link => result.Clusters[link.First] == result.Clusters[link.Second]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    static void Holds(Func<LeadProfile, LeadProfile, bool> rule) =>
        Prop.ForAll(Pair, pair => rule(pair.A, pair.B)).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
}
