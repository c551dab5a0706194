using System.Collections.Immutable;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Companies;
using Arbiter.Identity.Domains;
using Arbiter.Identity.Phones;

namespace Arbiter.Identity.Similarity;

/// <summary>
/// What is known of a lead or a customer, in the form in which two are compared. Values are canonical, each once and sorted, at most
/// <see cref="MostOfAKind"/> of a kind: comparing stays bounded however many keys a customer gathers.
/// </summary>
public sealed class LeadProfile
{
    public const int MostOfAKind = 32;

    LeadProfile(ImmutableArray<NormalizedKey> keys, ImmutableArray<string> contacts)
    {
        Keys = keys;
        Contacts = contacts;
        Companies = [.. keys.Where(key => key.Kind == IdentifierKind.Company).Select(key => CompanyParser.Parse(key.Value, key.Strength == KeyStrength.Hard))];
        Mobiles = Values(IdentifierKind.Phone, KeyStrength.Hard);
        Switchboards = Values(IdentifierKind.Phone, KeyStrength.Shared);
        Mailboxes = Values(IdentifierKind.Email, KeyStrength.Hard);
        RoleMailboxes = Values(IdentifierKind.Email, KeyStrength.Shared);
        CreditCodes = Values(IdentifierKind.CreditCode);
        WeChats = Values(IdentifierKind.WeChat);
        Domains = [.. keys.Select(key => CompanyDomain.Of(key.Kind, key.Value))
            .OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(MostOfAKind)];
    }

    /// <summary>Every key, hard and shared.</summary>
    public ImmutableArray<NormalizedKey> Keys { get; }

    /// <summary>Folded names of persons.</summary>
    public ImmutableArray<string> Contacts { get; }

    public ImmutableArray<CompanyName> Companies { get; }

    /// <summary>Numbers that are one person's, E.164.</summary>
    public ImmutableArray<string> Mobiles { get; }

    /// <summary>Numbers that many share, E.164.</summary>
    public ImmutableArray<string> Switchboards { get; }

    public ImmutableArray<string> Mailboxes { get; }

    public ImmutableArray<string> RoleMailboxes { get; }

    public ImmutableArray<string> CreditCodes { get; }

    public ImmutableArray<string> WeChats { get; }

    /// <summary>Registrable domains of sites and of addresses that are not at a free-mail provider.</summary>
    public ImmutableArray<string> Domains { get; }

    public bool IsEmpty => Keys.IsEmpty;

    /// <summary>What somebody typed. Identifiers that are refused leave nothing behind.</summary>
    public static LeadProfile Of(IEnumerable<Identifier> identifiers, string? contact = null, PhoneRules? phones = null) =>
        OfKeys(identifiers.SelectMany(identifier => Normalizer.Normalize(identifier, phones ?? PhoneRules.China).Keys), contact is null ? [] : [contact]);

    /// <summary>What is stored of a customer: canonical values with the strength they have now, and what was typed for contacts.</summary>
    public static LeadProfile OfKeys(IEnumerable<NormalizedKey> keys, IEnumerable<string>? contacts = null) =>
        Bounded(keys, (contacts ?? []).Select(ContactName.Of).Where(name => name.Length > 0));

    /// <summary>Both taken for one customer.</summary>
    public LeadProfile With(LeadProfile other) => Union([this, other]);

    /// <summary>All taken for one customer.</summary>
    public static LeadProfile Union(IEnumerable<LeadProfile> profiles)
    {
        var all = profiles as IReadOnlyCollection<LeadProfile> ?? [.. profiles];
        return Bounded(all.SelectMany(profile => profile.Keys), all.SelectMany(profile => profile.Contacts));
    }

    static LeadProfile Bounded(IEnumerable<NormalizedKey> keys, IEnumerable<string> contacts) => new(
        // A key that was marked shared anywhere is shared.
        [.. keys.Select(key => key with { Warning = null })
            .OrderBy(key => key.Kind).ThenBy(key => key.Value, StringComparer.Ordinal).ThenBy(key => key.Strength == KeyStrength.Hard)
            .DistinctBy(key => (key.Kind, key.Value))
            .GroupBy(key => (key.Kind, key.Strength)).SelectMany(group => group.Take(MostOfAKind))],
        [.. contacts.Distinct().Order(StringComparer.Ordinal).Take(MostOfAKind)]);

    ImmutableArray<string> Values(IdentifierKind kind, KeyStrength? strength = null) =>
        [.. Keys.Where(key => key.Kind == kind && (strength is null || key.Strength == strength)).Select(key => key.Value)];

    /// <summary>How much is known, and nothing of it.</summary>
    public override string ToString() => $"{Keys.Length} keys, {Contacts.Length} contacts";
}
