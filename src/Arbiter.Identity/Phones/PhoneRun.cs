using Arbiter.Domain.Keys;
using Arbiter.Identity.Text;

namespace Arbiter.Identity.Phones;

/// <summary>
/// One run of digits with spaces, dashes, dots and brackets in between: a number written in pieces, a number and its extension, or
/// several numbers. The reading that uses most of it as one number wins.
/// </summary>
ref struct PhoneRun
{
    readonly ReadOnlySpan<char> digits;
    readonly ReadOnlySpan<byte> pieceEnds;
    readonly bool international;
    readonly List<NormalizedKey> found;

    PhoneRun(ReadOnlySpan<char> digits, ReadOnlySpan<byte> pieceEnds, bool international, List<NormalizedKey> found)
    {
        this.digits = digits;
        this.pieceEnds = pieceEnds;
        this.international = international;
        this.found = found;
    }

    /// <summary>Adds the numbers in the run; gives a refusal code when it cannot be read to its end.</summary>
    internal static string? Read(ReadOnlySpan<char> run, List<NormalizedKey> found)
    {
        Span<char> digits = stackalloc char[run.Length];
        Span<byte> ends = stackalloc byte[run.Length];
        var (length, pieces) = Split(run, digits, ends);
        digits = digits[..length];

        if (Placeholders.IsKeyboardRun(digits))
            return RefusalCodes.Placeholder;

        var isInternational = run.Contains('+');
        return new PhoneRun(digits, ends[..pieces], isInternational, found).ReadFrom(0);
    }

    /// <summary>Gathers the digits and where each piece of them ends.</summary>
    static (int Length, int Pieces) Split(ReadOnlySpan<char> run, Span<char> digits, Span<byte> ends)
    {
        int length = 0, pieces = 0;
        for (var i = 0; i < run.Length; i++)
        {
            if (!char.IsAsciiDigit(run[i]) || IsOptionalTrunk(run, i) || IsSpreadsheetFraction(run, i))
                continue;

            digits[length++] = run[i];
            if (i + 1 == run.Length || !char.IsAsciiDigit(run[i + 1]))
                ends[pieces++] = (byte)length;
        }

        return (length, pieces);
    }

    /// <summary>The zero in +86(0)10…, dialled only by those who leave the country code out.</summary>
    static bool IsOptionalTrunk(ReadOnlySpan<char> run, int i) => i > 1 && run[(i - 1)..].StartsWith("(0)");

    /// <summary>The fraction in 13800138000.0: a spreadsheet took the number for a number.</summary>
    static bool IsSpreadsheetFraction(ReadOnlySpan<char> run, int i) => i > 1 && run[(i - 1)..] is ".0";

    readonly string? ReadFrom(int piece)
    {
        var start = piece == 0 ? 0 : pieceEnds[piece - 1];
        if (TryAdd(start, digits.Length, out var refusal))
            return refusal;

        for (var i = piece; i < pieceEnds.Length - 1; i++)
        {
            var before = found.Count;
            if (TryAdd(start, pieceEnds[i], out refusal) && refusal is null && ReadFrom(i + 1) is null)
                return null;
            found.RemoveRange(before, found.Count - before);
        }

        return ReadWithExtension(piece, start);
    }

    readonly string? ReadWithExtension(int piece, int start)
    {
        var last = pieceEnds.Length - 1;
        if (last <= piece || digits.Length - pieceEnds[last - 1] > PhoneNormalizer.MaxExtensionLength)
            return RefusalCodes.InvalidPhone;
        if (!TryAdd(start, pieceEnds[last - 1], out var refusal) || refusal is not null)
            return refusal ?? RefusalCodes.InvalidPhone;
        if (found[^1].Strength == KeyStrength.Shared)
            return null;

        found.RemoveAt(found.Count - 1);
        return RefusalCodes.RelayNumber;
    }

    /// <summary>False when these digits are no complete number. True with a refusal when they are, but nobody's.</summary>
    readonly bool TryAdd(int start, int end, out string? refusal)
    {
        refusal = null;
        if (!PhoneNumber.TryRead(digits[start..end], international && start == 0, out var number, out var strength))
            return false;

        if (PhoneNumber.IsPlaceholder(number.AsSpan(1)) || (number.StartsWith("+86") && PhoneNumber.IsPlaceholder(number.AsSpan(3))))
            refusal = RefusalCodes.Placeholder;
        else if (!found.Exists(key => key.Value == number))
            found.Add(new NormalizedKey(IdentifierKind.Phone, number, strength, null));
        return true;
    }
}
