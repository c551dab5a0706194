using System.Collections.Immutable;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Companies;

namespace Arbiter.Identity.Similarity;

/// <summary>Asks every field what it has to say. Each says one thing: the strongest that any two of its values do.</summary>
static class FieldEvidence
{
    const int MinNearMailbox = 4;
    const int MinNearWeChat = 8;

    internal static void Collect(LeadProfile a, LeadProfile b, SimilarityWeights weights, List<SimilarityReason> reasons)
    {
        Add(reasons, IdentifierKind.Phone, Phone(a, b, weights));
        Add(reasons, IdentifierKind.Email, Email(a, b, weights));
        Add(reasons, IdentifierKind.Company, Company(a, b, weights));
        Add(reasons, IdentifierKind.CreditCode, CreditCode(a, b, weights));
        Add(reasons, IdentifierKind.WeChat, WeChat(a, b, weights));
        Add(reasons, IdentifierKind.Website, Domain(a, b, weights));
        Add(reasons, null, Contact(a, b, weights));
    }

    static void Add(List<SimilarityReason> reasons, IdentifierKind? field, (string? Code, int Points) evidence)
    {
        if (evidence.Code is not null)
            reasons.Add(new SimilarityReason(field, evidence.Code, evidence.Points));
    }

    static (string? Code, int Points) Phone(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        if (HaveCommon(a.Mobiles, b.Mobiles))
            return (SimilarityCodes.SameKey, weights.SameKey);
        if (HaveCommonShared(a.Mobiles, a.Switchboards, b.Mobiles, b.Switchboards))
            return (SimilarityCodes.SameSwitchboard, weights.SameSwitchboard);
        return Near(a.Mobiles, b.Mobiles, static (x, y) => TextDistance.Between(x, y, out _)) switch
        {
            Slip.Other => (SimilarityCodes.OneDigitOff, weights.NearPhone),
            Slip.Swapped => (SimilarityCodes.DigitsSwapped, weights.NearPhone),
            _ => (null, 0),
        };
    }

    static (string? Code, int Points) Email(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        if (HaveCommon(a.Mailboxes, b.Mailboxes))
            return (SimilarityCodes.SameKey, weights.SameKey);
        if (HaveCommonShared(a.Mailboxes, a.RoleMailboxes, b.Mailboxes, b.RoleMailboxes))
            return (SimilarityCodes.SameRoleMailbox, weights.SameRoleMailbox);
        return Near(a.Mailboxes, b.Mailboxes, SlipInMailbox) is Slip.Far ? (null, 0) : (SimilarityCodes.NearMailbox, weights.NearMailbox);
    }

    static Slip SlipInMailbox(string x, string y)
    {
        var (atX, atY) = (x.LastIndexOf('@'), y.LastIndexOf('@'));
        var isComparable = Math.Min(atX, atY) >= MinNearMailbox && x.AsSpan(atX).SequenceEqual(y.AsSpan(atY));
        // li.wei1 and li.wei2 are two people.
        return isComparable && TextDistance.Between(x, y, out var at) is var slip && !char.IsAsciiDigit(x[at]) && !char.IsAsciiDigit(y[at]) ? slip : Slip.Far;
    }

    static (string? Code, int Points) Company(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        (string? Code, int Points) best = (null, int.MinValue);
        foreach (var x in a.Companies)
        {
            foreach (var y in b.Companies)
            {
                var evidence = CompanyEvidence.Of(x, y, weights);
                if (evidence.Points > best.Points || (evidence.Points == best.Points && string.CompareOrdinal(evidence.Code, best.Code) < 0))
                    best = evidence;
            }
        }

        return best;
    }

    static (string? Code, int Points) CreditCode(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        if (HaveCommon(a.CreditCodes, b.CreditCodes))
            return OfCommon(a, b, IdentifierKind.CreditCode, weights);
        return a.CreditCodes.IsEmpty || b.CreditCodes.IsEmpty ? (null, 0) : (SimilarityCodes.OtherCreditCode, weights.OtherCreditCode);
    }

    static (string? Code, int Points) WeChat(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        if (HaveCommon(a.WeChats, b.WeChats))
            return OfCommon(a, b, IdentifierKind.WeChat, weights);
        var slip = Near(a.WeChats, b.WeChats, static (x, y) =>
            Math.Min(x.Length, y.Length) >= MinNearWeChat ? TextDistance.Between(x, y, out _) : Slip.Far);
        return slip is Slip.Far ? (null, 0) : (SimilarityCodes.NearWeChat, weights.NearWeChat);
    }

    /// <summary>A role mailbox already says that the domain is the same.</summary>
    static (string? Code, int Points) Domain(LeadProfile a, LeadProfile b, SimilarityWeights weights) =>
        HaveCommon(a.Domains, b.Domains) && !HaveCommonShared(a.Mailboxes, a.RoleMailboxes, b.Mailboxes, b.RoleMailboxes) ? (SimilarityCodes.SameDomain, weights.SameDomain) : (null, 0);

    static (string? Code, int Points) Contact(LeadProfile a, LeadProfile b, SimilarityWeights weights)
    {
        if (a.Contacts.IsEmpty || b.Contacts.IsEmpty)
            return (null, 0);

        var same = a.Contacts.Intersect(b.Contacts, StringComparer.Ordinal).DefaultIfEmpty("").Max(name => name.Length);
        return same switch
        {
            0 => (SimilarityCodes.OtherContact, weights.OtherContact),
            <= 2 => (SimilarityCodes.SameContact, weights.SameShortContact),
            _ => (SimilarityCodes.SameContact, weights.SameContact),
        };
    }

    /// <summary>A key is hard only where both say so: an admin may have marked it as shared on one side.</summary>
    static (string? Code, int Points) OfCommon(LeadProfile a, LeadProfile b, IdentifierKind kind, SimilarityWeights weights) =>
        a.Keys.Any(key => key.Kind == kind && key.Strength == KeyStrength.Hard && b.Keys.Contains(key))
            ? (SimilarityCodes.SameKey, weights.SameKey)
            : (SimilarityCodes.SameSharedKey, weights.SameSharedKey);

    static bool HaveCommonShared(ImmutableArray<string> hardA, ImmutableArray<string> sharedA, ImmutableArray<string> hardB, ImmutableArray<string> sharedB) =>
        HaveCommon(sharedA, sharedB) || HaveCommon(sharedA, hardB) || HaveCommon(hardA, sharedB);

    /// <summary>Both are sorted.</summary>
    static bool HaveCommon(ImmutableArray<string> a, ImmutableArray<string> b)
    {
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            var order = string.CompareOrdinal(a[i], b[j]);
            if (order == 0)
                return true;
            if (order < 0)
                i++;
            else
                j++;
        }

        return false;
    }

    static Slip Near(ImmutableArray<string> a, ImmutableArray<string> b, Func<string, string, Slip> between)
    {
        var best = Slip.Far;
        foreach (var x in a)
        {
            foreach (var y in b)
            {
                if (between(x, y) is var slip && slip < best)
                    best = slip;
            }
        }

        return best;
    }
}
