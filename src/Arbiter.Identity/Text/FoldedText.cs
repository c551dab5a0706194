namespace Arbiter.Identity.Text;

/// <summary>The folding that identifiers go through, for whoever compares other words that people type: headings, names of channels.</summary>
public static class FoldedText
{
    /// <summary>
    /// The text in one spelling (full-width and compatibility forms as ordinary characters, lower case, white space as spaces, none at the ends); empty when it is
    /// damaged, or longer than any such word.
    /// </summary>
    public static string Of(string text)
    {
        if (TextFold.Check(text) is not null) return "";
        Span<char> buffer = text.Length <= 64 ? stackalloc char[64 * TextFold.MaxExpansion] : new char[text.Length * TextFold.MaxExpansion];
        return TextFold.TryFold(text, buffer, out var folded) ? folded.ToString() : "";
    }
}
