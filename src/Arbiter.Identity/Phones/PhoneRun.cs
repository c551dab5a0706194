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
    readonly PhoneField field;

    PhoneRun(ReadOnlySpan<char> digits, ReadOnlySpan<byte> pieceEnds, bool international, PhoneField field)
    {
        this.digits = digits;
        this.pieceEnds = pieceEnds;
        this.international = international;
        this.field = field;
    }

    /// <summary>Adds the numbers in the run; gives a refusal code when it cannot be read to its end.</summary>
    internal static string? Read(ReadOnlySpan<char> run, PhoneField field)
    {
        Span<char> digits = stackalloc char[run.Length];
        Span<byte> ends = stackalloc byte[run.Length];
        var (length, pieces) = Split(run, digits, ends);
        digits = digits[..length];
        var refusal = new PhoneRun(digits, ends[..pieces], run.Contains('+'), field).ReadFrom(0);
        return refusal is not null && Placeholders.IsKeyboardRun(digits) ? RefusalCodes.Placeholder : refusal;
    }

    /// <summary>True when the whole run, at most as long as one that is read, is one number.</summary>
    internal static bool IsNumber(ReadOnlySpan<char> run, PhoneField field)
    {
        Span<char> digits = stackalloc char[run.Length];
        var (length, _) = Split(run, digits, stackalloc byte[run.Length]);
        return field.TryRead(digits[..length], run.Contains('+'), out _);
    }

    /// <summary>Gathers the digits and where each piece of them ends.</summary>
    static (int Length, int Pieces) Split(ReadOnlySpan<char> run, Span<char> digits, Span<byte> ends)
    {
        int length = 0, pieces = 0;
        for (var i = 0; i < run.Length; i++)
        {
            if (!char.IsAsciiDigit(run[i]) || IsSpreadsheetFraction(run, i))
                continue;

            digits[length++] = run[i];
            if (i + 1 == run.Length || !char.IsAsciiDigit(run[i + 1]))
                ends[pieces++] = (byte)length;
        }

        return (length, pieces);
    }

    /// <summary>The fraction in 13800138000.0: a spreadsheet took the number for a number.</summary>
    static bool IsSpreadsheetFraction(ReadOnlySpan<char> run, int i) => i > 1 && run[(i - 1)..] is ".0";

    readonly string? ReadFrom(int piece)
    {
        var start = piece == 0 ? 0 : pieceEnds[piece - 1];
        if (TryAdd(start, digits.Length, out var refusal))
            return refusal;

        for (var i = piece; i < pieceEnds.Length - 1; i++)
        {
            var before = field.Found.Count;
            if (TryAdd(start, pieceEnds[i], out refusal) && refusal is null && ReadFrom(i + 1) is null)
                return null;
            field.Found.RemoveRange(before, field.Found.Count - before);
        }

        return ReadWithExtension(piece, start);
    }

    readonly string? ReadWithExtension(int piece, int start)
    {
        var last = pieceEnds.Length - 1;
        if (last <= piece || digits.Length - pieceEnds[last - 1] > PhoneField.MaxExtensionLength)
            return RefusalCodes.InvalidPhone;
        if (!TryRead(start, pieceEnds[last - 1], out var reading))
            return RefusalCodes.InvalidPhone;
        return reading.Weakness is null ? RefusalCodes.RelayNumber : Add(reading);
    }

    /// <summary>False when these digits are no complete number. True with a refusal when they are, but nobody's.</summary>
    readonly bool TryAdd(int start, int end, out string? refusal)
    {
        var isNumber = TryRead(start, end, out var reading);
        refusal = isNumber ? Add(reading) : null;
        return isNumber;
    }

    readonly bool TryRead(int start, int end, out PhoneReading reading) =>
        field.TryRead(digits[start..end], international && start == 0, out reading);

    readonly string? Add(PhoneReading reading)
    {
        var number = reading.Number;
        if (Placeholders.IsKeyboardRun(number.AsSpan(1)) || (number.StartsWith("+86") && ChinesePlan.IsPlaceholder(number.AsSpan(3))))
            return RefusalCodes.Placeholder;

        field.Add(reading);
        return null;
    }
}
