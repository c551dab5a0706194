using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.CreditCodes;

/// <summary>
/// Unified social credit codes after GB 32100-2015: one character for the registering authority, one for the kind of organisation, six
/// digits of administrative division (GB/T 2260), the nine characters of the organisation code (GB 11714-1997) and a check character.
/// </summary>
static class CreditCodeNormalizer
{
    const int Length = 18;

    /// <summary>The alphabet of GB 32100: no I, O, S, V, Z, which are mistaken for digits. A character's place is its value.</summary>
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    static ReadOnlySpan<byte> OuterWeights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    static ReadOnlySpan<byte> InnerWeights => [3, 7, 9, 10, 5, 8, 4, 2];

    static readonly string[] Labels = ["统一社会信用代码", "社会信用代码", "信用代码", "纳税人识别号", "税号", "代码", "uscc"];

    internal static Normalized Normalize(ReadOnlySpan<char> folded)
    {
        Span<char> code = stackalloc char[Length];
        var length = 0;
        foreach (var c in LabelText.Strip(folded, Labels))
        {
            if (c is ' ' or '-' or '.')
                continue;
            var upper = char.ToUpperInvariant(c);
            if (length == Length || !Alphabet.Contains(upper))
                return Normalized.Refused(RefusalCodes.InvalidCreditCode);
            code[length++] = upper;
        }

        if (length == Length && Placeholders.IsKeyboardRun(code[..^1]))
            return Normalized.Refused(RefusalCodes.Placeholder);
        if (length != Length || code[2..8].ContainsAnyExceptInRange('0', '9') || !InnerCheckPasses(code[8..17]))
            return Normalized.Refused(RefusalCodes.InvalidCreditCode);

        // Codes with a wrong outer check were really issued in the first years, so the inner check alone is enough.
        var warning = OuterCheckPasses(code) ? null : WarningCodes.OuterChecksumFailed;
        return Normalized.Hard(IdentifierKind.CreditCode, new string(code), warning);
    }

    /// <summary>GB 32100-2015, 5: weights are powers of 3; the weighted sum and the check value come to 0 modulo 31.</summary>
    static bool OuterCheckPasses(ReadOnlySpan<char> code)
    {
        var sum = Alphabet.IndexOf(code[Length - 1]);
        for (var i = 0; i < OuterWeights.Length; i++)
            sum += Alphabet.IndexOf(code[i]) * OuterWeights[i];
        return sum % 31 == 0;
    }

    /// <summary>GB 11714-1997: letters count 10 to 35 in the full alphabet; a check value of 10 is written X, 11 is written 0.</summary>
    static bool InnerCheckPasses(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < InnerWeights.Length; i++)
            sum += (char.IsAsciiDigit(code[i]) ? code[i] - '0' : code[i] - 'A' + 10) * InnerWeights[i];

        var check = (11 - (sum % 11)) % 11;
        return code[8] == (check == 10 ? 'X' : (char)('0' + check));
    }
}
