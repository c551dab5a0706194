using Arbiter.Domain.Keys;
using FsCheck;
using FsCheck.Fluent;

namespace Arbiter.Identity.Tests;

/// <summary>What holds for any text. A failure prints the smallest text that breaks it and the seed to run it again.</summary>
public class NormalizerProperties
{
    /// <summary>Pieces that rules look for, and the characters that are treated in a way of their own.</summary>
    static readonly string[] Fragments =
    [
        "有限", "责任", "責任", "公司", "有限公司", "股份", "集团", "分公司", "支行", "店", "北京", "明德", "國", "電", "科技", "某某", "㈱", "㍿", "株式会社",
        "co", "Ltd", "limited", "pte", "pvt", "private", "GmbH", "& Co. KG", "inc", "z", "Zinc", "L.L.C.", "S.A.", "O'", "Corp", "company",
        "é", "e\u0301", "\u0301", "\u0323", "ậ", "ﾊ", "ﾞ", "ﾟ", "カ", "゛", "ß", "ſ", "İ", "I", "K", "Ⅻ", "①", "²", "½", "ﬁ", "℡", "⼈", "豈", "ก", "ิ",
        "+86", "86", "086", "0086", "+", "00", "0", "(0)", "17951", "12593", "138", "0013", "8000", "13800138000", "010", "6234", "5678",
        "0755", "400", "转", "ext", "x", "#", "801", "+1", "415", "555", "2671", "+44", "１３８", "٣", ".0", "12345678", "9",
        "@", "＠", "qq.com", "gmail.com", "googlemail.com", "outlook.com", "+tag", "li.lei", "info", "test", "acme", "www.", "m.", "http://",
        "://", "xn--", "com.cn", "例子", "中国", ":8080", "?a", "_", "微信", "微信号", "wx", "wx_", "wxid_", "公司名称", "邮箱", "网址",
        " ", "  ", "\t", "\n", "\u00A0", "　", ".", "。", ",", "，", ":", "：", ";", "/", "、", "-", "—", "(", ")", "（", "）", "'", "\"", "<", ">", "|",
        "🙂", "𠮷", "\u200B", "\uFEFF", "\uFE0F", "\u202D", "\u0085", "\0", "\uFFFD", "\uD800", "\uDC00", "n/a", "无", "91350100M000100Y43",
    ];

    static readonly IdentifierKind[] Kinds = [.. IdentifierKinds.All];

    static readonly Gen<string> Messy = Gen.Choose(0, 9).SelectMany(count => Gen.Elements(Fragments).ListOf(count)).Select(string.Concat);

    static readonly Gen<string> Anything = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");

    static readonly Arbitrary<(IdentifierKind Kind, string Text)> Typed =
        Arb.From(from kind in Gen.Elements(Kinds) from text in Gen.Frequency((4, Messy), (1, Anything)) select (kind, text), Shrink);

    [Fact]
    public void Any_text_gives_keys_or_a_refusal() => Holds((kind, text) =>
    {
        var normalized = Normalizer.Normalize(new Identifier(kind, text));
        var isRefused = normalized.Refusal is not null;
        return isRefused == (normalized.Keys.Count == 0)
            && normalized.Keys.Distinct().Count() == normalized.Keys.Count
            && normalized.Keys.All(key => key.Value.Length is > 0 and <= 2 * 1024);
    });

    [Fact]
    public void A_canonical_value_stays_itself() => Holds((kind, text) =>
    {
        foreach (var key in Normalizer.Normalize(new Identifier(kind, text)).Keys)
        {
            var again = Normalizer.Normalize(new Identifier(key.Kind, key.Value));
            if (again.Keys is not [var same] || same.Value != key.Value || same.Strength != key.Strength)
                return false;
        }

        return true;
    });

    [Fact]
    public void Space_around_a_text_says_nothing() => Holds((kind, text) =>
        text.Length > 1000 || text.Length == 0 || Rule.Outcome(kind, text) == Rule.Outcome(kind, $" \t{text}\u3000\n"));

    [Fact]
    public void A_mask_hides_the_value() => Holds((kind, text) =>
    {
        _ = Mask.Of(kind, text);
        return Normalizer.Normalize(new Identifier(kind, text)).Keys.All(key => !Mask.Of(key.Kind, key.Value).Contains(key.Value));
    });

    [Theory]
    [InlineData("1")]
    [InlineData("有")]
    [InlineData("a@")]
    [InlineData(" ")]
    public void A_megabyte_is_refused_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1 << 20));
        Assert.All(Kinds, kind => Assert.Equal("-tooLong", Rule.Outcome(kind, text)));
    }

    static void Holds(Func<IdentifierKind, string, bool> rule) =>
        Prop.ForAll(Typed, typed => rule(typed.Kind, typed.Text)).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    /// <summary>Shorter texts first: without each one of the characters.</summary>
    static IEnumerable<(IdentifierKind, string)> Shrink((IdentifierKind Kind, string Text) typed) =>
        Enumerable.Range(0, typed.Text.Length).Select(i => (typed.Kind, typed.Text.Remove(i, 1)));
}
