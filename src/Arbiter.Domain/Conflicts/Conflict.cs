using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Conflicts;

/// <summary>
/// Names a conflict: there is at most one for each epoch of a customer. Written <c>{customer}.{epoch}</c>.
/// </summary>
public readonly record struct ConflictId(CustomerId Customer, int Epoch)
{
    public static bool TryParse(string? text, out ConflictId id)
    {
        id = default;
        if (text is null) return false;
        var dot = text.IndexOf('.');
        if (dot < 0 || !CustomerId.TryParse(text[..dot], out var customer)) return false;
        if (!int.TryParse(text.AsSpan(dot + 1), System.Globalization.NumberStyles.None, null, out var epoch)) return false;
        id = new ConflictId(customer, epoch);
        return true;
    }

    public override string ToString() => $"{Customer}.{Epoch}";
}

/// <summary>Somebody whose claim was refused. <paramref name="Repeats"/> are counted, but not yet in the log.</summary>
public sealed record Party(
    RepId Rep, Verdict Verdict, int Attempts, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Repeats = 0)
{
    /// <summary>Where the latest claim led to several customers: the conflicts on the other ones.</summary>
    public ImmutableArray<ConflictId> Others { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(Party? other) =>
        other is not null && (Rep, Verdict, Attempts, FirstAt, LastAt, Repeats) == (other.Rep, other.Verdict, other.Attempts, other.FirstAt, other.LastAt, other.Repeats)
        && Others.SequenceEqual(other.Others);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Rep, Verdict, Attempts, FirstAt, LastAt, Repeats, Others.Length);
}

/// <summary>
/// Two parties reached for one customer (撞单). Opens with the first refused claim of an epoch and closes when the ownership ends.
/// </summary>
public sealed record Conflict(
    ConflictId Id, RepId? Holder, DateTimeOffset OpenedAt, DateTimeOffset LastAt, ImmutableArray<Party> Parties, int OtherAttempts)
{
    /// <summary>Parties listed by name; claims of any further ones are added up in <see cref="OtherAttempts"/>.</summary>
    public const int MaxParties = 64;

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The rule that ended it: <c>protectionEnded</c>, <c>released</c>, <c>transferred</c>, <c>claimedFromPool</c>.</summary>
    public Rule? ClosedBy { get; init; }

    public Party? Find(RepId rep)
    {
        foreach (var party in Parties)
        {
            if (party.Rep == rep) return party;
        }

        return null;
    }

    /// <summary>The conflict after another refused claim of <paramref name="rep"/> (with the repeats counted since the last one).</summary>
    public Conflict WithRefusal(RepId rep, Verdict verdict, int repeats, DateTimeOffset at, ImmutableArray<ConflictId> others = default)
    {
        var index = IndexOf(rep);
        var known = others.IsDefault ? [] : others;
        if (index >= 0)
        {
            var party = Parties[index];
            var again = party with { Verdict = verdict, Attempts = party.Attempts + 1 + repeats, LastAt = at, Repeats = 0, Others = known };
            return this with { Parties = Parties.SetItem(index, again), LastAt = at };
        }

        return Parties.Length < MaxParties
            ? this with { Parties = Parties.Add(new Party(rep, verdict, 1 + repeats, at, at) { Others = known }), LastAt = at }
            : this with { OtherAttempts = OtherAttempts + 1 + repeats, LastAt = at };
    }

    /// <summary>The conflict after a repeat within the policy's window: counted here, written later.</summary>
    public Conflict WithRepeat(RepId rep)
    {
        var index = IndexOf(rep);
        return index < 0 ? this : this with { Parties = Parties.SetItem(index, Parties[index] with { Repeats = Parties[index].Repeats + 1 }) };
    }

    /// <summary>The conflict after its counted repeats of <paramref name="rep"/> were written.</summary>
    public Conflict WithRepeatsWritten(RepId rep, int repeats)
    {
        var index = IndexOf(rep);
        if (index < 0) return this;
        var party = Parties[index];
        return this with { Parties = Parties.SetItem(index, party with { Attempts = party.Attempts + repeats, Repeats = 0 }) };
    }

    int IndexOf(RepId rep)
    {
        for (var i = 0; i < Parties.Length; i++)
        {
            if (Parties[i].Rep == rep) return i;
        }

        return -1;
    }
}
