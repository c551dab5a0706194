namespace Arbiter.Domain.Policies;

/// <summary>What is wrong with a field of a policy; <paramref name="Field"/> is a JSON pointer.</summary>
public readonly record struct PolicyFault(string Field, int Least, int Most);

/// <summary>The range of each knob. A policy outside is refused as a whole.</summary>
public static class PolicyRules
{
    const int YearHours = 366 * 24;

    public static IReadOnlyList<PolicyFault> Check(Policy policy)
    {
        var faults = new List<PolicyFault>();
        Within("/protection/afterClaimHours", policy.Protection.AfterClaimHours, 1, YearHours);
        Within("/protection/afterFollowUpHours", policy.Protection.AfterFollowUpHours, 1, YearHours);
        Within("/protection/withOpportunityHours", policy.Protection.WithOpportunityHours, 1, YearHours);
        Within("/protection/longestHours", policy.Protection.LongestHours, policy.Protection.AfterClaimHours, 10 * YearHours);
        Within("/pool/coolDownHours", policy.Pool.CoolDownHours, 0, YearHours);
        Within("/pool/freshHoldMinutes", policy.Pool.FreshHoldMinutes, 0, 60 * YearHours);
        Within("/quotas/claimsPerDay", policy.Quotas.ClaimsPerDay, 0, int.MaxValue);
        Within("/quotas/holdings", policy.Quotas.Holdings, 0, int.MaxValue);
        Within("/quotas/lookUpsPerDay", policy.Quotas.LookUpsPerDay, 0, int.MaxValue);
        Within("/quotas/dayOffsetMinutes", policy.Quotas.DayOffsetMinutes, -14 * 60, 14 * 60);
        Within("/conflicts/repeatWindowSeconds", policy.Conflicts.RepeatWindowSeconds, 0, 24 * 3600);
        Within("/identity/holdBp", policy.Identity.HoldBp, 5000, 10_000);
        Within("/identity/warnBp", policy.Identity.WarnBp, 5000, policy.Identity.HoldBp);
        Within("/identity/sharedKeyCustomers", policy.Identity.SharedKeyCustomers, 2, 64);
        Within("/identity/unmergeDays", policy.Identity.UnmergeDays, 0, 366);
        return faults;

        void Within(string field, int value, int least, int most)
        {
            if (value < least || value > most) faults.Add(new PolicyFault(field, least, most));
        }
    }
}
