using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Checks;

namespace Arbiter.Simulation.Model;

/// <summary>What each event may be, and what it leads to.</summary>
sealed partial class NaiveModel
{
    const long DayMs = 24 * 3600 * 1000;

    ModelCustomer Granted(LogRecord record, ModelCustomer? before, ClaimGranted e)
    {
        var policy = PolicyAt(record, e.Scope, e.PolicyVersion);
        Must(IsActive(e.Rep, record.Seq) == true, Promise.OneOwner, record, "went to somebody who is not an active rep");
        Must(before?.Owner is null, Promise.OneOwner, record, $"went to a second owner beside {before?.Owner}");
        Must(e.Epoch == (before?.Epoch ?? 0) + 1, Promise.OneOwner, record, "has a wrong epoch");
        Must(e.Rule == (before is null ? Rule.FirstClaim : Rule.ClaimedFromPool), Promise.OneOwner, record, "names a wrong rule");
        Must(e.ProtectedUntil == e.At.AddHours(policy.Protection.AfterClaimHours), Promise.OnTheInstant, record, "protects for a wrong time");
        Must(!(before?.ClaimableFrom > e.At), Promise.OnTheInstant, record, $"came before the customer could be claimed, {before?.ClaimableFrom:O}");
        Must(!IsCooling(before, e.Rep, e.At), Promise.OnTheInstant, record, "went to a former owner who has to wait");
        Must((before?.Keys ?? 0) + e.Kinds.Length <= Limits.KeysPerCustomer, Promise.Bounded, record, "has too many keys");
        Spend(record, e, policy);
        return (before ?? new ModelCustomer(e.Scope)) with
        {
            Owner = e.Rep,
            Since = e.At,
            Until = e.ProtectedUntil,
            Epoch = e.Epoch,
            ClaimableFrom = null,
            Opportunity = Opportunity.None,
            Keys = (before?.Keys ?? 0) + e.Kinds.Length,
            ConflictOpen = false,
            Refused = System.Collections.Immutable.ImmutableDictionary<RepId, (Verdict, DateTimeOffset)>.Empty,
        };
    }

    void Spend(LogRecord record, ClaimGranted e, Policy policy)
    {
        var quota = Quota(e.Scope, e.Rep, record.Seq);
        var day = DayOf(quota, policy, e.At);
        var today = day == quota.Day ? quota.Today : 0;
        Must(e.Day == day, Promise.Quotas, record, $"is counted for a day other than {day}");
        Must(policy.Quotas.ClaimsPerDay == 0 || today < policy.Quotas.ClaimsPerDay, Promise.Quotas, record, $"is claim {today + 1} of the day");
        Must(policy.Quotas.Holdings == 0 || quota.Holdings < policy.Quotas.Holdings, Promise.Quotas, record, $"is holding {quota.Holdings + 1}");
        At(quotas, (e.Scope, e.Rep)).Set(record.Seq, new ModelQuota(quota.Holdings + 1, day, today + 1, day == quota.Day ? quota.LookUps : 0));
    }

    void Spend(LogRecord record, LookedUp e)
    {
        var policy = PolicyAt(record, e.Scope, e.PolicyVersion);
        if (e.Rep is not { } rep) return;
        var quota = Quota(e.Scope, rep, record.Seq);
        var day = DayOf(quota, policy, e.At);
        var used = LookUpsAt(e.Scope, rep, e.At, record.Seq);
        Must(e.Day == day, Promise.Quotas, record, $"is counted for a day other than {day}");
        Must(policy.Quotas.LookUpsPerDay == 0 || used < policy.Quotas.LookUpsPerDay, Promise.Quotas, record, $"is look-up {used + 1} of the day");
        At(quotas, (e.Scope, rep)).Set(record.Seq, new ModelQuota(quota.Holdings, day, day == quota.Day ? quota.Today : 0, used + 1));
    }

    /// <summary>How many look-ups a rep used on the day of an instant.</summary>
    public int LookUpsAt(Scope scope, RepId rep, DateTimeOffset at, long seq)
    {
        var quota = Quota(scope, rep, seq);
        return DayOf(quota, Policy(scope, seq)!, at) == quota.Day ? quota.LookUps : 0;
    }

    ModelCustomer Refused(LogRecord record, ModelCustomer before, ClaimRefused e)
    {
        PolicyAt(record, e.Scope, e.PolicyVersion);
        Must(e.Holder == before.Owner, Promise.OneOwner, record, $"names holder {e.Holder}, but {before.Owner} held it");
        Must(e.Epoch == before.Epoch, Promise.OneOwner, record, $"names epoch {e.Epoch} of {before.Epoch}");
        Must(before.Owner is null || !(before.Until <= e.At), Promise.OnTheInstant, record, $"comes after the protection's end {before.Until:O}");
        Must(e.Others.IsEmpty == (e.Reason.Rule != Rule.SeveralCustomers), Promise.ConflictRecorded, record, "does not name the other customers of the claim");
        foreach (var other in e.Others)
            Must(other.Customer != e.Customer && customers[other.Customer].Latest.Epoch == other.Epoch, Promise.ConflictRecorded, record, "names a conflict that is not");
        if (e.Reason.Rule == Rule.Similar)
            Must(e.Verdict == Verdict.UnderReview && before.Owner != e.Rep, Promise.OneOwner, record, "is held for the sake of the claimant's own customer");
        else if (e.Reason.Rule != Rule.SeveralCustomers)
            Must(Alone(record.Seq, before, e.Scope, e.Rep, e.At) == (e.Verdict, e.Reason), Promise.OneOwner, record, "is not the answer that the rules give");
        Attempted(e.Customer, e.Rep, 1 + e.Repeats);
        return before with { ConflictOpen = true, Refused = before.Refused.SetItem(e.Rep, (e.Verdict, e.At)) };
    }

    ModelCustomer Repeated(LogRecord record, ModelCustomer before, RepeatsCounted e)
    {
        Must(e.Repeats > 0, Promise.ConflictRecorded, record, "counts nothing");
        Attempted(e.Customer, e.Rep, e.Repeats);
        return before;
    }

    ModelCustomer Bound(LogRecord record, ModelCustomer before, IdentifiersBound e)
    {
        MustOwn(record, before, e.Rep, e.At);
        Must(before.Keys + e.Kinds.Length <= Limits.KeysPerCustomer, Promise.Bounded, record, "gives it too many keys");
        return before with { Keys = before.Keys + e.Kinds.Length };
    }

    ModelCustomer FollowedUp(LogRecord record, ModelCustomer before, FollowUpRecorded e)
    {
        var rules = PolicyAt(record, e.Scope, e.PolicyVersion).Protection;
        MustOwn(record, before, e.Rep, e.At);
        Must(e.Counted == rules.CountedFollowUps.Contains(e.Kind), Promise.OnTheInstant, record, "is counted though its kind is not, or the other way round");
        Must(e.ProtectedUntil == (e.Counted ? Renewed(before, e, rules) : before.Until), Promise.OnTheInstant, record, "protects for a wrong time");
        return before with { Opportunity = e.Opportunity, Until = e.ProtectedUntil };
    }

    /// <summary>Won: for good. Else so many hours from now, but no longer than the longest since the beginning, and never less than promised.</summary>
    static DateTimeOffset? Renewed(ModelCustomer before, FollowUpRecorded e, ProtectionPolicy rules)
    {
        if (e.Opportunity == Opportunity.Won) return null;
        var hours = e.Opportunity == Opportunity.Open ? rules.WithOpportunityHours : rules.AfterFollowUpHours;
        var cappedMs = Math.Min(e.At.AddHours(hours).ToUnixTimeMilliseconds(), before.Since.AddHours(rules.LongestHours).ToUnixTimeMilliseconds());
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(cappedMs, (before.Until ?? e.At).ToUnixTimeMilliseconds()));
    }

    ModelCustomer Released(LogRecord record, ModelCustomer before, OwnershipReleased e)
    {
        MustOwn(record, before, e.Rep, e.At);
        return ToPool(record, before, e.Rep, e.Epoch, e.ClaimableFrom, e.CoolDownUntil, e.PolicyVersion, e.At);
    }

    ModelCustomer Expired(LogRecord record, ModelCustomer before, OwnershipExpired e)
    {
        Must(before.Owner == e.Rep, Promise.OneOwner, record, $"ends what {before.Owner} owns");
        Must(before.Until == e.At, Promise.OnTheInstant, record, $"is not at the instant of its end, {before.Until:O}");
        return ToPool(record, before, e.Rep, e.Epoch, e.ClaimableFrom, e.CoolDownUntil, e.PolicyVersion, e.At);
    }

    ModelCustomer ToPool(
        LogRecord record, ModelCustomer before, RepId owner, int epoch, DateTimeOffset claimable, DateTimeOffset cooling, int version, DateTimeOffset at)
    {
        var pool = PolicyAt(record, before.Scope, version).Pool;
        Must(epoch == before.Epoch, Promise.OneOwner, record, "has a wrong epoch");
        Must(claimable == at.AddMinutes(pool.FreshHoldMinutes), Promise.OnTheInstant, record, "is held back for a wrong time");
        Must(cooling == at.AddHours(pool.CoolDownHours), Promise.OnTheInstant, record, "cools down for a wrong time");
        ChangeHoldings(record, before.Scope, owner, -1);
        return before with
        {
            Owner = null,
            Until = null,
            ClaimableFrom = claimable,
            Opportunity = Opportunity.None,
            CoolingUntil = before.CoolingUntil.SetItem(owner, cooling),
            ConflictOpen = false,
        };
    }

    ModelCustomer Transferred(LogRecord record, ModelCustomer before, OwnershipTransferred e)
    {
        var policy = PolicyAt(record, e.Scope, e.PolicyVersion);
        MustOwn(record, before, e.From, e.At);
        Must(IsActive(e.To, record.Seq) == true, Promise.OneOwner, record, "goes to somebody who is not an active rep");
        Must(e.From != e.To && e.Epoch == before.Epoch + 1, Promise.OneOwner, record, "is no change of owner");
        Must(e.ProtectedUntil == e.At.AddHours(policy.Protection.AfterClaimHours), Promise.OnTheInstant, record, "protects for a wrong time");
        Must(e.CoolDownUntil == e.At.AddHours(policy.Pool.CoolDownHours), Promise.OnTheInstant, record, "cools down for a wrong time");
        var held = Quota(e.Scope, e.To, record.Seq).Holdings;
        Must(policy.Quotas.Holdings == 0 || held < policy.Quotas.Holdings, Promise.Quotas, record, $"is holding {held + 1}");
        ChangeHoldings(record, e.Scope, e.From, -1);
        ChangeHoldings(record, e.Scope, e.To, 1);
        return before with
        {
            Owner = e.To,
            Since = e.At,
            Until = e.ProtectedUntil,
            Epoch = e.Epoch,
            CoolingUntil = before.CoolingUntil.SetItem(e.From, e.CoolDownUntil),
            ConflictOpen = false,
            Refused = System.Collections.Immutable.ImmutableDictionary<RepId, (Verdict, DateTimeOffset)>.Empty,
        };
    }

    void ChangeHoldings(LogRecord record, Scope scope, RepId rep, int by)
    {
        var quota = Quota(scope, rep, record.Seq);
        Must(quota.Holdings + by >= 0, Promise.Quotas, record, $"takes from {rep} what they do not hold");
        At(quotas, (scope, rep)).Set(record.Seq, quota with { Holdings = quota.Holdings + by });
    }

    void MustOwn(LogRecord record, ModelCustomer before, RepId rep, DateTimeOffset at)
    {
        Must(before.Owner == rep, Promise.OneOwner, record, $"is by {rep}, but {before.Owner} owns it");
        Must(!(before.Until <= at), Promise.OnTheInstant, record, $"comes after the protection's end {before.Until:O}");
    }

    Policy PolicyAt(LogRecord record, Scope scope, int version)
    {
        var policy = Policy(scope, record.Seq);
        Must(policy?.Version == version, Promise.OneOwner, record, $"names policy {version}, but {policy?.Version} was in force");
        return policy!;
    }

    void Attempted(CustomerId customer, RepId rep, int times) =>
        Attempts[(customer, rep)] = Attempts.GetValueOrDefault((customer, rep)) + times;
}
