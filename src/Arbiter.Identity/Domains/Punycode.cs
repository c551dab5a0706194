using System.Text;

namespace Arbiter.Identity.Domains;

/// <summary>
/// Encodes and decodes one label of an internationalized host name (RFC 3492). The framework's IdnMapping would call the platform's ICU where
/// there is one and its own tables where there is none, and a key must come out the same on both.
/// </summary>
static class Punycode
{
    const int Base = 36;
    const int ThresholdMin = 1;
    const int ThresholdMax = 26;
    const int Skew = 38;
    const int Damp = 700;
    const int InitialBias = 72;
    const int InitialCodePoint = 0x80;

    /// <summary>The label with its prefix, as the DNS holds it. Takes well-formed text of at most a thousand or so characters.</summary>
    internal static string Encode(ReadOnlySpan<char> label)
    {
        var output = new StringBuilder("xn--");
        var codePoints = new List<int>(label.Length);
        foreach (var rune in label.EnumerateRunes())
        {
            codePoints.Add(rune.Value);
            if (rune.IsAscii)
                output.Append((char)rune.Value);
        }

        var basicCount = output.Length - "xn--".Length;
        if (basicCount > 0)
            output.Append('-');

        var (next, delta, bias, handled) = (InitialCodePoint, 0, InitialBias, basicCount);
        while (handled < codePoints.Count)
        {
            var smallest = codePoints.Where(c => c >= next).Min();
            delta += (smallest - next) * (handled + 1);
            next = smallest;
            foreach (var c in codePoints)
            {
                if (c < next)
                    delta++;
                if (c != next)
                    continue;

                AppendNumber(output, delta, bias);
                bias = Adapt(delta, handled + 1, isFirst: handled == basicCount);
                delta = 0;
                handled++;
            }

            delta++;
            next++;
        }

        return output.ToString();
    }

    /// <summary>What a label with the prefix stands for, or nothing when it stands for nothing.</summary>
    internal static string? Decode(ReadOnlySpan<char> label)
    {
        var encoded = label["xn--".Length..];
        var basicCount = Math.Max(encoded.LastIndexOf('-'), 0);
        var codePoints = new List<int>(encoded.Length);
        foreach (var c in encoded[..basicCount])
            codePoints.Add(c);

        var (next, at, bias) = (InitialCodePoint, 0L, InitialBias);
        for (var i = basicCount > 0 ? basicCount + 1 : 0; i < encoded.Length;)
        {
            var before = at;
            if (!TryReadNumber(encoded, ref i, bias, ref at))
                return null;

            var count = codePoints.Count + 1;
            bias = Adapt((int)(at - before), count, isFirst: before == 0);
            var codePoint = next + (at / count);
            if (codePoint > char.MaxValue && !Rune.IsValid((int)Math.Min(codePoint, int.MaxValue)))
                return null;

            next = (int)codePoint;
            codePoints.Insert((int)(at % count), next);
            at = (at % count) + 1;
        }

        var text = new StringBuilder(codePoints.Count);
        foreach (var codePoint in codePoints)
        {
            if (!Rune.TryCreate(codePoint, out var rune))
                return null;
            text.Append(rune.ToString());
        }

        return text.ToString();
    }

    /// <summary>Adds the number that begins here; false when it breaks off or is larger than any code point needs.</summary>
    static bool TryReadNumber(ReadOnlySpan<char> encoded, ref int i, int bias, ref long number)
    {
        long weight = 1;
        for (var k = Base; ; k += Base)
        {
            var digit = i < encoded.Length ? Value(encoded[i++]) : -1;
            if (digit < 0)
                return false;

            number += digit * weight;
            if (number > int.MaxValue)
                return false;

            var threshold = Math.Clamp(k - bias, ThresholdMin, ThresholdMax);
            if (digit < threshold)
                return true;
            weight = Math.Min(weight * (Base - threshold), int.MaxValue);
        }
    }

    static int Value(char digit) => digit switch
    {
        >= 'a' and <= 'z' => digit - 'a',
        >= '0' and <= '9' => digit - '0' + 26,
        _ => -1,
    };

    static void AppendNumber(StringBuilder output, int number, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Math.Clamp(k - bias, ThresholdMin, ThresholdMax);
            if (number < threshold)
                break;
            output.Append(Digit(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }

        output.Append(Digit(number));
    }

    static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;

        var k = 0;
        for (; delta > (Base - ThresholdMin) * ThresholdMax / 2; k += Base)
            delta /= Base - ThresholdMin;
        return k + ((Base - ThresholdMin + 1) * delta / (delta + Skew));
    }
}
