namespace Arbiter.Identity.Text;

/// <summary>Takes off what people write before the value itself: 微信号：, wx:, 网址:, E-mail.</summary>
static class LabelText
{
    /// <summary>
    /// Strips one of the labels. A Chinese label may stand right before the value; a Latin one needs a colon or a space after it,
    /// because values begin with the same letters (wx_abc is a WeChat id). Labels are folded text, longer ones first.
    /// </summary>
    internal static ReadOnlySpan<char> Strip(ReadOnlySpan<char> folded, string[] labels)
    {
        foreach (var label in labels)
        {
            if (!folded.StartsWith(label, StringComparison.Ordinal))
                continue;

            var rest = folded[label.Length..];
            var value = rest.TrimStart(" :=");
            var isSeparated = value.Length < rest.Length || TextFold.IsIdeographic(label[^1]);
            if (isSeparated && !value.IsEmpty)
                return value;
        }

        return folded;
    }
}
