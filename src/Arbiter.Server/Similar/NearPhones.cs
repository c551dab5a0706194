namespace Arbiter.Server.Similar;

/// <summary>The numbers that may be meant instead of one: one digit other, or two neighbouring digits swapped.</summary>
static class NearPhones
{
    /// <summary>Slips happen in what people type themselves; the digits before these are country codes and the like.</summary>
    const int Varied = 11;

    /// <summary>Each once, without the number itself; at most 109 of a number in E.164.</summary>
    public static IEnumerable<string> Of(string number)
    {
        var digits = number.ToCharArray();
        for (var i = Math.Max(1, digits.Length - Varied); i < digits.Length; i++)
        {
            var (own, next) = (digits[i], i + 1 < digits.Length ? digits[i + 1] : digits[i]);
            for (var other = '0'; other <= '9'; other++)
            {
                if (other == own) continue;
                digits[i] = other;
                yield return new string(digits);
            }

            digits[i] = own;
            if (next == own) continue;
            (digits[i], digits[i + 1]) = (next, own);
            yield return new string(digits);
            (digits[i], digits[i + 1]) = (own, next);
        }
    }
}
