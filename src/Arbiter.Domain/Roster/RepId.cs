namespace Arbiter.Domain.Roster;

/// <summary>A sales rep's short name, chosen by the admin: 1–64 of <c>a-z 0-9 . _ -</c>. Not a person's name.</summary>
public readonly record struct RepId(string Value) : IComparable<RepId>
{
    public static bool TryParse(string? text, out RepId id)
    {
        id = new RepId(text ?? "");
        return ShortName.IsValid(text);
    }

    public int CompareTo(RepId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>A team's short name, of the same form as a rep's.</summary>
public readonly record struct TeamId(string Value)
{
    public static bool TryParse(string? text, out TeamId id)
    {
        id = new TeamId(text ?? "");
        return ShortName.IsValid(text);
    }

    public override string ToString() => Value;
}

/// <summary>The form of every name that admins choose and machines carry: reps, teams, channels.</summary>
public static class ShortName
{
    public const int MaxLength = 64;

    public static bool IsValid(string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength) return false;
        foreach (var c in text)
        {
            if (c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '_' or '-')) return false;
        }

        return true;
    }
}
