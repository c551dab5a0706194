using System.Collections.Immutable;
using System.Text;
using Arbiter.Domain;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Imports;

/// <summary>
/// For whom a row claims. A row that names nobody goes to the active rep with the highest weight for its first hard key (rendezvous hashing): rows of one
/// customer reach the same rep whatever their order, and when a rep joins or leaves, only the customers that this rep wins or held move.
/// </summary>
public sealed class RepChoice
{
    const ulong FnvOffset = 14695981039346656037;
    const ulong FnvPrime = 1099511628211;

    readonly RosterState roster;
    readonly RepId? everybody;
    readonly RepId[] active;
    readonly ILookup<string, RepId> byName;

    /// <param name="everybody">The rep for all rows that name none.</param>
    public RepChoice(RosterState roster, RepId? everybody)
    {
        this.roster = roster;
        this.everybody = everybody;
        active = [.. roster.Reps.Values.Where(r => r.Active).Select(r => r.Id).Order()];
        byName = roster.Reps.Values.ToLookup(r => r.Name, r => r.Id);
    }

    /// <summary>Whether rows that name nobody have somebody to go to.</summary>
    public bool HasAnybody => everybody is not null || active.Length > 0;

    /// <summary>The rep for a row: <paramref name="named"/> in it (short name, or full name when only one rep bears it), else chosen.</summary>
    public Problem? Choose(string? named, ImmutableArray<ClaimedKey> keys, out RepId rep)
    {
        rep = default;
        if (!string.IsNullOrWhiteSpace(named))
        {
            var text = named.Trim();
            if (RepId.TryParse(text.ToLowerInvariant(), out rep) && roster.Reps.ContainsKey(rep)) return null;
            if (byName[text].Take(2).ToArray() is not [var only]) return ProblemCatalog.Invalid("rep", "The roster has no such rep.");
            rep = only;
            return null;
        }

        if (!HasAnybody) return ProblemCatalog.RosterEmpty;
        rep = everybody ?? active.MaxBy(r => (Weight(First(keys), r), r))!;
        return null;
    }

    static CustomerKey First(ImmutableArray<ClaimedKey> keys)
    {
        foreach (var key in keys)
        {
            if (key.Strength == KeyStrength.Hard) return key.Key;
        }

        return keys[0].Key;
    }

    /// <summary>FNV-1a over key and rep, then mixed (the finalizer of SplitMix64): the same on every machine and in every version.</summary>
    static ulong Weight(CustomerKey key, RepId rep)
    {
        var hash = (FnvOffset ^ (byte)key.Kind) * FnvPrime;
        hash = Add(Add(hash, key.Value), rep.Value);
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
        return hash ^ hash >> 31;
    }

    static ulong Add(ulong hash, string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        var bytes = text.Length <= 80 ? utf8[..Encoding.UTF8.GetBytes(text, utf8)] : Encoding.UTF8.GetBytes(text);
        foreach (var b in bytes) hash = (hash ^ b) * FnvPrime;
        // So that no two pairs of texts run into the same bytes.
        return (hash ^ 0xFF) * FnvPrime;
    }
}
