namespace Arbiter.Identity.CreditCodes;

/// <summary>
/// The form of a unified social credit code after GB 32100-2015: one character for the registering authority, one for the kind of
/// organisation, six digits of administrative division (GB/T 2260), the nine characters of the organisation code (GB 11714-1997, its
/// own check character last) and a check character over all.
/// </summary>
static class CreditCode
{
    internal const int Length = 18;

    /// <summary>The alphabet of GB 32100: no I, O, S, V, Z, which are mistaken for digits. A character's place is its value.</summary>
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    static ReadOnlySpan<byte> OuterWeights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    static ReadOnlySpan<byte> InnerWeights => [3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>True when the form and both checks are right.</summary>
    internal static bool IsValid(ReadOnlySpan<char> code) => HasForm(code) && InnerCheckPasses(code) && OuterCheckPasses(code);

    /// <summary>18 characters of the alphabet, digits where the division stands.</summary>
    internal static bool HasForm(ReadOnlySpan<char> code) =>
        code.Length == Length && !code.ContainsAnyExcept(Alphabet) && !code[2..8].ContainsAnyExceptInRange('0', '9');

    /// <summary>GB 32100-2015, 5: weights are powers of 3; the weighted sum and the check value come to 0 modulo 31.</summary>
    internal static bool OuterCheckPasses(ReadOnlySpan<char> code)
    {
        var sum = Alphabet.IndexOf(code[Length - 1]);
        for (var i = 0; i < OuterWeights.Length; i++)
            sum += Alphabet.IndexOf(code[i]) * OuterWeights[i];
        return sum % 31 == 0;
    }

    /// <summary>GB 11714-1997: letters count 10 to 35 in the full alphabet; a check value of 10 is written X, 11 is written 0.</summary>
    internal static bool InnerCheckPasses(ReadOnlySpan<char> code)
    {
        var organisation = code[8..17];
        var sum = 0;
        for (var i = 0; i < InnerWeights.Length; i++)
            sum += (char.IsAsciiDigit(organisation[i]) ? organisation[i] - '0' : organisation[i] - 'A' + 10) * InnerWeights[i];

        var check = (11 - (sum % 11)) % 11;
        return organisation[8] == (check == 10 ? 'X' : (char)('0' + check));
    }
}
