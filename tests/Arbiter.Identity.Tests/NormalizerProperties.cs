using System.Diagnostics;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
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
        "mail.", "shop.", "taobao.com", "1688.com", "github.io", "xn--fsqu00a", "9135010OM000100Y43", "gh_0123456789ab", "İ", "ﷺ", "\u1112", "\u1161", "\u11AB", "한", "\u0344",
        "\u202E", "\u2066", "\u200F", "🙂", "𠮷", "\u200B", "\uFEFF", "\uFE0F", "\u202D", "\u0085", "\0", "\uFFFD", "\uD800", "\uDC00", "n/a", "无", "91350100M000100Y43",
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
            && normalized.Keys.All(key => key.Value.Length is > 0 and <= 1024);
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
    [InlineData("\u0301\u0323")]
    [InlineData("\uD800")]
    [InlineData("\0")]
    public void A_megabyte_is_refused_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1 << 20));
        Assert.All(Kinds, kind =>
        {
            Assert.Equal("-tooLong", Rule.Outcome(kind, text));
            Assert.True(MedianTime(kind, text) < Bound);
        });
    }

    /// <summary>A database refuses what is too long for its index, and with it the batch that it is in.</summary>
    [Fact]
    public void No_key_is_longer_than_an_index_takes()
    {
        var ideographs = string.Concat(Enumerable.Range(0, 1000).Select(i => (char)(0x4E00 + (i * 7919 % 20_000))));

        Assert.Equal("-tooLong", Rule.Outcome(IdentifierKind.Company, ideographs + "有限公司"));
        var longest = Normalizer.Normalize(new Identifier(IdentifierKind.Company, ideographs[..330] + "有限公司"));
        Assert.All(longest.Keys, key => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(key.Value), 990, Limits.KeyBytes));
        Assert.NotEmpty(longest.Keys);
    }

    /// <summary>The longest text that is looked at, made of one piece or two over and over: what is quadratic, or worse, shows here.</summary>
    [Fact]
    public void No_text_takes_long()
    {
        var pieces = Fragments.Concat(Floods).ToList();
        foreach (var piece in pieces.Concat(pieces.Select((piece, i) => piece + pieces[(i * 7 + 3) % pieces.Count])))
        {
            var text = string.Concat(Enumerable.Repeat(piece, 1024 / piece.Length));
            Assert.All(Kinds, kind => Assert.True(MedianTime(kind, text) < Bound, $"{kind}: {piece} over and over"));
        }
    }

    [Fact]
    public void A_long_canonical_value_stays_itself() => Assert.All(Fragments.Concat(Floods), piece => Assert.All(Kinds, kind =>
    {
        // A name as long as a key may be grows when its forms are written out; then it is refused, and not a key that is none.
        var text = string.Concat(Enumerable.Repeat(piece, 1024 / piece.Length));
        foreach (var key in Normalizer.Normalize(new Identifier(kind, text)).Keys)
            Assert.Equal(key.Value, Assert.Single(Normalizer.Normalize(new Identifier(key.Kind, key.Value)).Keys).Value);
    }));

    static readonly string[] Floods =
    [
        "\u0301\u0323", "\u0344", "\u0323\u0301\u0345\u0334", "ﷺ", "㌖", "\u1112\u1161\u11AB", "a.", "1-", "1 ", "+1", "a@b.cn;", "𝟙", "\u202E\u2066", "xn--a.",
        "例.", "١", "股份公司", "有限责任公司", "Ltd ", "分公司", "(", "（", "138 ", "0086", "V",
    ];

    static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(50);

    /// <summary>The median of five, because other tests run beside this one.</summary>
    static TimeSpan MedianTime(IdentifierKind kind, string text)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = Normalizer.Normalize(new Identifier(kind, text));
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        times.Sort();
        return times[2];
    }

    static void Holds(Func<IdentifierKind, string, bool> rule) =>
        Prop.ForAll(Typed, typed => rule(typed.Kind, typed.Text)).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    /// <summary>Shorter texts first: without each one of the characters.</summary>
    static IEnumerable<(IdentifierKind, string)> Shrink((IdentifierKind Kind, string Text) typed) =>
        Enumerable.Range(0, typed.Text.Length).Select(i => (typed.Kind, typed.Text.Remove(i, 1)));
}
