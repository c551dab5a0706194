using System.Collections.Immutable;
using Arbiter.Domain.Access;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;

namespace Arbiter.Domain;

/// <summary>
/// Everything Arbiter can be asked to decide. The instant is not in the command: whoever runs the turn stamps it, so that a command that waited
/// is decided at the time it is decided.
/// </summary>
/// <param name="Actor">Who asked: a rep's or token's short name, for the log.</param>
public abstract record Command(string Actor);

/// <summary>Somebody, or a machine on a rep's behalf, asks to own the customer that the keys point at. Keys are sorted and distinct.</summary>
public sealed record ClaimCustomer(Scope Scope, RepId Rep, ImmutableArray<ClaimedKey> Keys, string? Channel, string Actor) : Command(Actor)
{
    /// <summary>Known customers that this one resembles, as found before the turn; how they stand is looked at in the turn.</summary>
    public ImmutableArray<SimilarCustomer> Similar { get; init; } = [];
}

/// <summary>A known customer that a claim's identifiers resemble.</summary>
/// <param name="ScoreBp">How much, in basis points: 10,000 is certain.</param>
/// <param name="Codes">Which fields say so, as short codes; never a value.</param>
public sealed record SimilarCustomer(CustomerId Customer, int ScoreBp, ImmutableArray<string> Codes);

/// <summary>A key of a claim and how much it says.</summary>
public readonly record struct ClaimedKey(CustomerKey Key, KeyStrength Strength);

/// <summary>A claim on a customer seen in the public pool.</summary>
public sealed record ClaimFromPool(CustomerId Customer, RepId Rep, string Actor) : Command(Actor);

/// <summary>Asks where a customer stands. Changes nothing but the asker's quota; <paramref name="Rep"/> is null for askers who are no rep.</summary>
public sealed record LookUp(Scope Scope, RepId? Rep, ImmutableArray<ClaimedKey> Keys, string Actor) : Command(Actor)
{
    /// <summary>Customers that the asker is shown as similar, for the log.</summary>
    public ImmutableArray<CustomerId> Similar { get; init; } = [];
}

/// <summary>Work on a customer. Only its owner's counts.</summary>
public sealed record RecordFollowUp(CustomerId Customer, RepId Rep, FollowUpKind Kind, Opportunity? Opportunity, string Actor) : Command(Actor);

/// <summary>The owner gives the customer back. <paramref name="Rep"/> is null when a manager does it, whoever the owner is.</summary>
public sealed record ReleaseCustomer(CustomerId Customer, RepId? Rep, ReleaseReason Reason, string Actor) : Command(Actor);

/// <summary>A manager gives an owned customer to another rep.</summary>
public sealed record TransferCustomer(CustomerId Customer, RepId To, TransferReason Reason, string Actor) : Command(Actor);

/// <summary>A person knows that two customers are one: <paramref name="Merged"/> goes into <paramref name="Into"/>.</summary>
public sealed record MergeCustomers(CustomerId Into, CustomerId Merged, string Actor) : Command(Actor);

/// <summary>Takes a merged customer out of the one it was merged into.</summary>
public sealed record UnmergeCustomer(CustomerId Customer, string Actor) : Command(Actor);

/// <summary>From whoever compares customers after their claims: the two resemble each other so much that a person should look.</summary>
/// <param name="Evidence">Which fields say so: short codes with commas between them, never a value.</param>
public sealed record ProposeMerge(CustomerId One, CustomerId Other, string Evidence) : Command("arbiter");

/// <summary>A person says that a proposed pair is not one customer. <paramref name="Customer"/> is the smaller id of the two.</summary>
public sealed record DismissProposal(CustomerId Customer, CustomerId With, string Actor) : Command(Actor);

/// <summary>A person says that a key is shared (a switchboard, say) and decides nothing from now on, or takes that back.</summary>
/// <param name="Others">How many customers beside its own the key was seen with, as found before the turn.</param>
public sealed record MarkKey(CustomerKey Key, bool Shared, int Others, string Actor) : Command(Actor)
{
    /// <summary>Only when the system proposes it.</summary>
    public bool IfProposed { get; init; }

    /// <summary>Without the key's value, which is personal.</summary>
    public override string ToString() => $"{nameof(MarkKey)} {Key} {(Shared ? "shared" : "not shared")}";
}

/// <summary>A person says that a key which the system proposes to mark is not shared. <paramref name="Others"/> as in <see cref="MarkKey"/>.</summary>
public sealed record DismissSharing(CustomerKey Key, int Others, string Actor) : Command(Actor)
{
    /// <summary>Without the key's value, which is personal.</summary>
    public override string ToString() => $"{nameof(DismissSharing)} {Key} seen with {Others} others";
}

/// <summary>From the sweep: ends the protection of a customer whose instant has passed.</summary>
public sealed record EndProtection(CustomerId Customer) : Command("arbiter");

/// <summary>From the sweep: writes the repeats of refused claimants that were only counted so far.</summary>
public sealed record WriteRepeats(CustomerId Customer) : Command("arbiter");

/// <summary>Replaces a scope's policy, or opens the scope with it. Refused unless its current version is <paramref name="Expected"/> (0: none yet).</summary>
public sealed record ChangePolicy(Policy Policy, int Expected, string Actor) : Command(Actor);

/// <summary>Adds or renames a team.</summary>
public sealed record PutTeam(Team Team, string Actor) : Command(Actor);

/// <summary>Adds or changes a rep.</summary>
public sealed record PutRep(Rep Rep, string Actor) : Command(Actor);

/// <summary>Keeps the hash of a new token.</summary>
public sealed record IssueToken(AccessToken Token, string Actor) : Command(Actor);

/// <summary>Stops a token from working.</summary>
public sealed record RevokeToken(string TokenId, string Actor) : Command(Actor);
