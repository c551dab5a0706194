using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Phones;

/// <summary>What has been read of one field so far, and how much work may still go into it.</summary>
sealed class PhoneField(PhoneRules rules)
{
    /// <summary>The most digits of an extension; a number of its own has more.</summary>
    internal const int MaxExtensionLength = 6;

    /// <summary>Ways to read digits that are tried: a field as people write it takes a handful, one made of odds and ends any number.</summary>
    int triesLeft = 100;

    /// <summary>The keys, each once.</summary>
    internal List<NormalizedKey> Found { get; } = new(1);

    /// <summary>The number that was read last, which an extension behind it belongs to.</summary>
    internal NormalizedKey Last { get; private set; }

    /// <summary>Reads digits as one complete number.</summary>
    internal bool TryRead(ReadOnlySpan<char> digits, bool international, out PhoneReading reading)
    {
        reading = default;
        return triesLeft-- > 0 && rules.TryRead(digits, international, out reading);
    }

    internal void Add(PhoneReading reading)
    {
        Last = reading.ToKey();
        if (!Found.Contains(Last))
            Found.Add(Last);
    }
}
