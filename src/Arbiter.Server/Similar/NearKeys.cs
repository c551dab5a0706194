using Arbiter.Domain.Keys;

namespace Arbiter.Server.Similar;

/// <summary>
/// The keys that may be meant instead of one: a slip in a telephone number, a mailbox or a WeChat id. All that the scoring takes for one; what it does not, it drops.
/// A slip in a credit code is found by its check characters, in a company's name by the index of names.
/// </summary>
static class NearKeys
{
    /// <summary>Shorter names are near to others by chance.</summary>
    const int LeastOfMailbox = 4;

    const int LeastOfWeChat = 8;

    /// <summary>Of a longer one no slip is looked for: the number of ways to make one grows with it.</summary>
    const int Most = 20;

    const string Letters = "abcdefghijklmnopqrstuvwxyz";
    const string InMailboxes = Letters + "._-";
    const string InWeChats = Letters + "0123456789_-";

    /// <summary>Each once, without the key itself; at most 109 of a number and some 1,600 of a name.</summary>
    public static IEnumerable<CustomerKey> Of(CustomerKey key) => key.Kind switch
    {
        IdentifierKind.Phone => NearPhones.Of(key.Value).Select(value => key with { Value = value }),
        IdentifierKind.Email => OfMailbox(key),
        IdentifierKind.WeChat when key.Value.Length is >= LeastOfWeChat and <= Most => Slips(key.Value, InWeChats, _ => true).Select(value => key with { Value = value }),
        _ => [],
    };

    /// <summary>Only of the name before the domain, and not in its digits: li.wei1 and li.wei2 are two people.</summary>
    static IEnumerable<CustomerKey> OfMailbox(CustomerKey key)
    {
        var at = key.Value.LastIndexOf('@');
        if (at is < LeastOfMailbox or > Most) return [];
        var domain = key.Value[at..];
        return Slips(key.Value[..at], InMailboxes, c => !char.IsAsciiDigit(c)).Select(name => key with { Value = name + domain });
    }

    /// <summary>One character another, left out, put in, or changed for its neighbour.</summary>
    static IEnumerable<string> Slips(string text, string alphabet, Func<char, bool> mayChange)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { text };
        for (var i = 0; i <= text.Length; i++)
        {
            var (before, after) = (text[..i], text[i..]);
            foreach (var other in alphabet)
            {
                if (seen.Add(before + other + after)) yield return before + other + after;
                if (after.Length > 0 && mayChange(after[0]) && seen.Add(before + other + after[1..])) yield return before + other + after[1..];
            }

            if (after.Length > 0 && mayChange(after[0]) && seen.Add(before + after[1..])) yield return before + after[1..];
            if (after.Length > 1 && mayChange(after[0]) && mayChange(after[1]) && seen.Add($"{before}{after[1]}{after[0]}{after[2..]}"))
                yield return $"{before}{after[1]}{after[0]}{after[2..]}";
        }
    }
}
