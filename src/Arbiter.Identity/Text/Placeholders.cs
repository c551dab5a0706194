using System.Collections.Frozen;

namespace Arbiter.Identity.Text;

/// <summary>
/// What people type to get past a required field. As a key it would make one customer of everybody who did the same.
/// </summary>
static class Placeholders
{
    static readonly FrozenSet<string> Words = new[]
    {
        "无", "無", "没有", "沒有", "暂无", "暫無", "空", "未知", "不详", "不詳", "不知道", "不清楚", "不方便", "不便透露", "保密", "待定", "待补充",
        "待確認", "待确认", "未填", "未填写", "未提供", "不填", "略", "同上", "测试", "測試", "个人", "個人", "私人", "其他", "其它",
        "n/a", "na", "n.a", "n.a.", "none", "null", "nil", "nan", "undefined", "unknown", "no", "nothing", "empty", "tbd", "tba",
        "test", "testing", "demo", "example", "#n/a", "asdf", "qwerty", "qwer",
    }.ToFrozenSet();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> WordLookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for a field that says "nothing" in so many words, or holds only punctuation. Takes folded text.</summary>
    internal static bool IsNothing(ReadOnlySpan<char> folded)
    {
        if (WordLookup.Contains(folded))
            return true;

        foreach (var c in folded)
        {
            // A surrogate may be half of a letter; only text that certainly holds none is nothing.
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                return false;
        }

        return true;
    }

    /// <summary>True for one character over and over, or a run along the keyboard: 0000…, 1234567890, 987654321.</summary>
    internal static bool IsKeyboardRun(ReadOnlySpan<char> text)
    {
        if (text.Length < 3)
            return false;

        return Steps(text, 0) || Steps(text, 1) || Steps(text, 9);
    }

    /// <summary>True when every digit follows the one before by the same step, with 0 after 9 as on the keyboard.</summary>
    static bool Steps(ReadOnlySpan<char> text, int step)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var follows = step == 0
                ? text[i] == text[i - 1]
                : char.IsAsciiDigit(text[i]) && char.IsAsciiDigit(text[i - 1]) && (text[i] - text[i - 1] + 10) % 10 == step;
            if (!follows)
                return false;
        }

        return true;
    }
}
