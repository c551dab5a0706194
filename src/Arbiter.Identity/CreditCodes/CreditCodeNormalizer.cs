using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.CreditCodes;

/// <summary>
/// Unified social credit codes (<see cref="CreditCode"/>), with the spaces, dashes and labels that they are copied with. Codes that
/// were given out in the first years with a wrong outer check are real, so the inner check alone is enough, with a warning.
/// </summary>
static class CreditCodeNormalizer
{
    static readonly string[] Labels = ["统一社会信用代码", "社会信用代码", "信用代码", "纳税人识别号", "税号", "代码", "uscc"];

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        Span<char> buffer = stackalloc char[CreditCode.Length];
        if (!TryGather(LabelText.Strip(folded, Labels), buffer, out var hasConfusable))
            return Normalized.Refused(RefusalCodes.InvalidCreditCode);

        ReadOnlySpan<char> code = buffer;
        if (Placeholders.IsKeyboardRun(code[..^1]))
            return Normalized.Refused(RefusalCodes.Placeholder);
        if (hasConfusable)
            return Normalized.Refused(RefusalCodes.ConfusableLetters, IdentifierKind.CreditCode, Confusables.OnlyReading(code));
        if (!CreditCode.HasForm(code) || !CreditCode.InnerCheckPasses(code))
            return Normalized.Refused(RefusalCodes.InvalidCreditCode);

        var warning = CreditCode.OuterCheckPasses(code) ? null : WarningCodes.OuterChecksumFailed;
        return Normalized.Hard(IdentifierKind.CreditCode, new string(code), warning);
    }

    /// <summary>Fills the buffer with exactly as many letters and digits.</summary>
    static bool TryGather(ReadOnlySpan<char> text, Span<char> code, out bool hasConfusable)
    {
        var length = 0;
        hasConfusable = false;
        foreach (var c in text)
        {
            if (c is ' ' or '-' or '.')
                continue;
            if (length == code.Length || !char.IsAsciiLetterOrDigit(c))
                return false;

            var upper = char.ToUpperInvariant(c);
            code[length++] = upper;
            hasConfusable |= Confusables.IsConfusable(upper);
        }

        return length == code.Length;
    }
}
