using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.Quotas;

/// <summary>Quotas are spent by a rep within a scope.</summary>
public readonly record struct ClaimantId(Scope Scope, RepId Rep);

/// <summary>What a rep has used of their quotas. Releasing a customer frees a holding, never a claim of the day (P7).</summary>
public sealed record Claimant(ClaimantId Id)
{
    public int Holdings { get; init; }

    /// <summary>The day that <see cref="ClaimsToday"/> and <see cref="LookUpsToday"/> count, as days since 1970 in the policy's offset.</summary>
    public int Day { get; init; }

    public int ClaimsToday { get; init; }

    public int LookUpsToday { get; init; }

    /// <summary>The last refusal that touched no customer; repeats of it within the window are not written again.</summary>
    public Reason? LastRefusal { get; init; }

    public DateTimeOffset LastRefusalAt { get; init; }

    /// <summary>The day at <paramref name="at"/>, which never runs behind a day already counted.</summary>
    public int DayAt(DateTimeOffset at, QuotaPolicy quotas) => Math.Max(Day, Days.Of(at, quotas.DayOffsetMinutes));

    /// <summary>The quota that forbids one more claim at <paramref name="at"/>, or null.</summary>
    public Reason? Exhausted(QuotaPolicy quotas, DateTimeOffset at)
    {
        var today = DayAt(at, quotas) == Day ? ClaimsToday : 0;
        if (quotas.ClaimsPerDay > 0 && today >= quotas.ClaimsPerDay)
            return new Reason(Rule.DailyQuota, ResetsAt(at, quotas), quotas.ClaimsPerDay);
        return HoldingsExhausted(quotas);
    }

    /// <summary>The look-ups used on the day of <paramref name="at"/>.</summary>
    public int LookUpsAt(DateTimeOffset at, QuotaPolicy quotas) => DayAt(at, quotas) == Day ? LookUpsToday : 0;

    /// <summary>When the quotas of the day of <paramref name="at"/> are whole again.</summary>
    public DateTimeOffset ResetsAt(DateTimeOffset at, QuotaPolicy quotas) => Days.Start(DayAt(at, quotas) + 1, quotas.DayOffsetMinutes);

    /// <summary>The claimant on a day: what was counted for an earlier one is over.</summary>
    public Claimant On(int day) => day == Day ? this : this with { Day = day, ClaimsToday = 0, LookUpsToday = 0 };

    /// <summary>The holdings quota, when it forbids one more customer.</summary>
    public Reason? HoldingsExhausted(QuotaPolicy quotas) =>
        quotas.Holdings > 0 && Holdings >= quotas.Holdings ? new Reason(Rule.HoldingsQuota, Limit: quotas.Holdings) : null;
}

/// <summary>Calendar days in a fixed offset from UTC.</summary>
public static class Days
{
    public static int Of(DateTimeOffset at, int offsetMinutes) =>
        (int)Math.Floor((at.ToUnixTimeMilliseconds() + offsetMinutes * 60_000L) / 86_400_000d);

    public static DateTimeOffset Start(int day, int offsetMinutes) =>
        DateTimeOffset.FromUnixTimeMilliseconds(day * 86_400_000L - offsetMinutes * 60_000L);
}
