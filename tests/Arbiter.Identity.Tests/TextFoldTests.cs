using System.Globalization;
using System.Text;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Tests;

public class TextFoldTests
{
    [Theory]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("ﾊﾞｰ", "バー")]
    [InlineData("㈱", "(株)")]
    [InlineData("e\u0301\u0323", "ẹ\u0301")]
    [InlineData("e\u200B\u0301", "é")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("하\u11AB", "한")]
    [InlineData("\u1112-\u1161", "\u1112-")]
    [InlineData("𝟙𝐀", "1a")]
    [InlineData("٣①❸", "313")]
    [InlineData("a\u00A0—\u3000b。", "a - b.")]
    [InlineData("\u202Dabc\uFE0F", "abc")]
    [InlineData("丽", "丽")]
    public void Text_comes_to_one_spelling(string text, string expected) => Assert.Equal(expected, Fold(text));

    [Fact]
    public void Every_character_folds_once_and_for_all()
    {
        for (var i = 0; i <= 0x10FFFF; i++)
        {
            // Of the many that stay as they are, a few are enough.
            if (i is (> 0x4E10 and < 0x9FF0) or (> 0xAC40 and < 0xD790) or (> 0xE010 and < 0xF900) or (> 0x20010 and < 0x2F800) or (> 0x30010 and < 0xDFFFF) or > 0xE1000)
                continue;
            if (!Rune.IsValid(i) || TextFold.Check($"{new Rune(i)}") is not null)
                continue;
            var once = Fold($"a{new Rune(i)}b");
            Assert.True(once == Fold(once), $"U+{i:X}");
        }
    }

    /// <summary>Random texts of marks, jamo, compatibility characters and letters: what composes, blocks and is put in order.</summary>
    [Fact]
    public void It_is_nfkc_as_node_has_it()
    {
        var random = new Random(20150);
        var texts = Enumerable.Range(0, 20_000).Select(_ => RandomText(random)).ToList();
        var answers = Oracle.Ask("nfkc.mjs", texts);

        var differing = texts.Zip(answers).Where(pair => Fold(pair.First) != pair.Second).ToList();
        Assert.True(differing.Count == 0, $"{differing.Count}: " + string.Join("; ", differing.Take(5).Select(pair => Hex(pair.First))));
    }

    static string RandomText(Random random)
    {
        var text = new StringBuilder("a");
        while (text.Length < 12)
        {
            var (first, last) = Blocks[random.Next(Blocks.Length)];
            var rune = new Rune(random.Next(first, last + 1));
            if (HasOneMeaning(rune))
                text.Append(rune);
        }

        return text.Append('a').ToString();
    }

    static readonly (int First, int Last)[] Blocks =
    [
        (0x41, 0x7A), (0xC0, 0x17F), (0x300, 0x345), (0x300, 0x345), (0x370, 0x3FF), (0x400, 0x4FF), (0x591, 0x5BD), (0x900, 0x9FF), (0x1100, 0x1112),
        (0x1161, 0x1175), (0x11A8, 0x11C2), (0x1DC0, 0x1DF0), (0x1E00, 0x1FFF), (0x2100, 0x218B), (0x3040, 0x30FF), (0x3130, 0x318E), (0x3200, 0x33FF),
        (0xAC00, 0xD7A3), (0xF900, 0xFAD9), (0xFB00, 0xFB4F), (0xFF01, 0xFFDC), (0x1D165, 0x1D1AD), (0x1D400, 0x1D7CB), (0x2F800, 0x2FA1D),
    ];

    /// <summary>Left out is what folding treats in a way of its own, and what Unicode has not assigned.</summary>
    static bool HasOneMeaning(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Format
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.DashPunctuation or UnicodeCategory.Control)
        && rune.Value is not (0x130 or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0xFF61 or 0x309B or 0x309C or 0xFF9E or 0xFF9F or 0x34F);

    static string Fold(string text)
    {
        Assert.Null(TextFold.Check(text));
        Assert.True(TextFold.TryFold(text, new char[text.Length * 20], out var folded));
        return new string(folded);
    }

    static string Hex(string text) => string.Join(' ', text.Select(c => $"{(int)c:X4}"));
}
