using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;

namespace Arbiter.Engine.Codec;

/// <summary>
/// Events as they stand in the log. The payload is also the <c>data</c> that the API and the feed show; customer and instant stand beside it.
/// </summary>
public static class EventWriter
{
    public static string TypeOf(DomainEvent happened) => happened switch
    {
        ClaimGranted => "claimGranted",
        ClaimRefused => "claimRefused",
        ClaimTurnedAway => "claimTurnedAway",
        IdentifiersBound => "identifiersBound",
        LookedUp => "lookedUp",
        FollowUpRecorded => "followUpRecorded",
        OwnershipReleased => "ownershipReleased",
        OwnershipExpired => "ownershipExpired",
        OwnershipTransferred => "ownershipTransferred",
        RepeatsCounted => "repeatsCounted",
        CustomersMerged => "customersMerged",
        CustomerUnmerged => "customerUnmerged",
        MergeProposed => "mergeProposed",
        MergeDismissed => "mergeDismissed",
        KeyMarked => "keyMarked",
        SharingDismissed => "sharingDismissed",
        KeyMarkedInAdvance => "keyMarkedInAdvance",
        PolicyChanged => "policyChanged",
        TeamChanged => "teamChanged",
        RepChanged => "repChanged",
        TokenIssued => "tokenIssued",
        TokenRevoked => "tokenRevoked",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "no such event"),
    };

    public static CustomerId? CustomerOf(DomainEvent happened) => (happened as CustomerEvent)?.Customer;

    public static string PayloadOf(DomainEvent happened) => JsonText.Write(happened, WriteMembers);

    static void WriteMembers(Utf8JsonWriter json, DomainEvent happened)
    {
        switch (happened)
        {
            case ClaimGranted e: Write(json, e); break;
            case ClaimRefused e: Write(json, e); break;
            case ClaimTurnedAway e: Write(json, e); break;
            case IdentifiersBound e:
                WriteOwner(json, e.Scope, e.Rep);
                WriteKinds(json, "kinds"u8, e.Kinds);
                if (!e.Mentions.IsEmpty) WriteKinds(json, "mentions"u8, e.Mentions);
                break;
            case LookedUp e: Write(json, e); break;
            case FollowUpRecorded e: Write(json, e); break;
            case OwnershipReleased e:
                WriteOwner(json, e.Scope, e.Rep);
                json.WriteString("reason"u8, Names<Domain.Transfers.ReleaseReason>.Of(e.Reason));
                WriteToPool(json, e.Epoch, e.ClaimableFrom, e.CoolDownUntil, e.PolicyVersion);
                break;
            case OwnershipExpired e:
                WriteOwner(json, e.Scope, e.Rep);
                WriteToPool(json, e.Epoch, e.ClaimableFrom, e.CoolDownUntil, e.PolicyVersion);
                break;
            case OwnershipTransferred e: Write(json, e); break;
            case RepeatsCounted e:
                WriteOwner(json, e.Scope, e.Rep);
                json.WriteNumber("repeats"u8, e.Repeats);
                break;
            case CustomersMerged e: Write(json, e); break;
            case CustomerUnmerged e: Write(json, e); break;
            case MergeProposed e:
                WriteScope(json, e.Scope);
                json.WriteIf("rep"u8, e.Rep?.Value);
                json.WriteString("with"u8, e.With.Value);
                OutcomeJson.WriteEvidence(json, e.Evidence);
                break;
            case MergeDismissed e:
                WriteScope(json, e.Scope);
                json.WriteString("with"u8, e.With.Value);
                break;
            case KeyMarked e: WriteKey(json, e.Scope, e.Kind, e.Shared, e.Others); break;
            case SharingDismissed e: WriteKey(json, e.Scope, e.Kind, null, e.Others); break;
            case KeyMarkedInAdvance e: WriteKey(json, e.Scope, e.Kind, e.Shared, 0); break;
            case PolicyChanged e:
                json.WritePropertyName("policy"u8);
                PolicyJson.Write(json, e.Policy);
                break;
            case TeamChanged e: json.WriteString("team"u8, e.Team.Value); break;
            case RepChanged e:
                json.WriteString("rep"u8, e.Rep.Value);
                json.WriteIf("team"u8, e.Team?.Value);
                json.WriteBoolean("active"u8, e.Active);
                break;
            case TokenIssued e:
                json.WriteString("token"u8, e.Token);
                json.WriteString("role"u8, Names<Domain.Access.Role>.Of(e.Role));
                json.WriteIf("rep"u8, e.Rep?.Value);
                break;
            case TokenRevoked e: json.WriteString("token"u8, e.Token); break;
        }
    }

    static void Write(Utf8JsonWriter json, ClaimGranted e)
    {
        WriteOwner(json, e.Scope, e.Rep);
        json.WriteNumber("epoch"u8, e.Epoch);
        json.WriteTime("protectedUntil"u8, e.ProtectedUntil);
        json.WriteString("rule"u8, Names<Rule>.Of(e.Rule));
        WriteKinds(json, "kinds"u8, e.Kinds);
        if (!e.Mentions.IsEmpty) WriteKinds(json, "mentions"u8, e.Mentions);
        json.WriteNumber("day"u8, e.Day);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
        json.WriteIf("channel"u8, e.Channel);
    }

    static void Write(Utf8JsonWriter json, ClaimRefused e)
    {
        WriteOwner(json, e.Scope, e.Rep);
        WriteRefusal(json, e.Verdict, e.Reason);
        json.WriteIf("holder"u8, e.Holder?.Value);
        json.WriteNumber("epoch"u8, e.Epoch);
        json.WriteString("conflict"u8, new Domain.Conflicts.ConflictId(e.Customer, e.Epoch).ToString());
        if (!e.Others.IsEmpty)
        {
            json.WriteStartArray("others"u8);
            foreach (var other in e.Others) json.WriteStringValue(other.ToString());
            json.WriteEndArray();
        }

        if (e.Again) json.WriteBoolean("again"u8, true);
        if (e.Repeats > 0) json.WriteNumber("repeats"u8, e.Repeats);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
        json.WriteIf("channel"u8, e.Channel);
    }

    static void Write(Utf8JsonWriter json, ClaimTurnedAway e)
    {
        WriteOwner(json, e.Scope, e.Rep);
        WriteRefusal(json, e.Verdict, e.Reason);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
        json.WriteIf("channel"u8, e.Channel);
    }

    static void Write(Utf8JsonWriter json, LookedUp e)
    {
        WriteScope(json, e.Scope);
        json.WriteIf("rep"u8, e.Rep?.Value);
        json.WriteString("status"u8, Names<Standing>.Of(e.Standing));
        WriteIds(json, "customers"u8, e.Customers);
        WriteIds(json, "similar"u8, e.Similar);
        json.WriteNumber("day"u8, e.Day);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
    }

    static void Write(Utf8JsonWriter json, FollowUpRecorded e)
    {
        WriteOwner(json, e.Scope, e.Rep);
        json.WriteString("kind"u8, Names<Domain.FollowUps.FollowUpKind>.Of(e.Kind));
        json.WriteBoolean("counted"u8, e.Counted);
        json.WriteString("opportunity"u8, Names<Domain.FollowUps.Opportunity>.Of(e.Opportunity));
        json.WriteTime("protectedUntil"u8, e.ProtectedUntil);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
    }

    static void Write(Utf8JsonWriter json, OwnershipTransferred e)
    {
        WriteScope(json, e.Scope);
        json.WriteString("from"u8, e.From.Value);
        json.WriteString("to"u8, e.To.Value);
        json.WriteString("reason"u8, Names<Domain.Transfers.TransferReason>.Of(e.Reason));
        json.WriteNumber("epoch"u8, e.Epoch);
        json.WriteTime("protectedUntil"u8, e.ProtectedUntil);
        json.WriteTime("coolDownUntil"u8, e.CoolDownUntil);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
    }

    static void Write(Utf8JsonWriter json, CustomersMerged e)
    {
        WritePair(json, e.Scope, e.Merged, e.Into, e.MergedEpoch, e.Epoch);
        WriteHolding(json, "mergedHeld"u8, e.MergedHeld);
        WriteHolding(json, "intoHeld"u8, e.IntoHeld);
        WriteHolding(json, "held"u8, e.Held);
        WriteFormerOwners(json, e.MergedFormerOwners, e.IntoFormerOwners);
        json.WriteTime("claimableFrom"u8, e.ClaimableFrom);
        json.WriteNumber("height"u8, e.Height);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
    }

    static void Write(Utf8JsonWriter json, CustomerUnmerged e)
    {
        WritePair(json, e.Scope, e.Merged, e.Into, e.MergedEpoch, e.Epoch);
        json.WriteIf("owner"u8, e.Owner?.Value);
        WriteHolding(json, "mergedHeld"u8, e.MergedHeld);
        WriteHolding(json, "intoHeld"u8, e.IntoHeld);
        WriteFormerOwners(json, e.MergedFormerOwners, e.IntoFormerOwners);
        json.WriteNumber("policyVersion"u8, e.PolicyVersion);
    }

    static void WritePair(Utf8JsonWriter json, Scope scope, CustomerId merged, CustomerId into, int mergedEpoch, int epoch)
    {
        WriteScope(json, scope);
        json.WriteString("merged"u8, merged.Value);
        json.WriteString("into"u8, into.Value);
        json.WriteNumber("mergedEpoch"u8, mergedEpoch);
        json.WriteNumber("epoch"u8, epoch);
    }

    static void WriteHolding(Utf8JsonWriter json, ReadOnlySpan<byte> name, Domain.Merging.Holding? held)
    {
        if (held is null) return;
        json.WriteStartObject(name);
        json.WriteString("rep"u8, held.Rep.Value);
        json.WriteTime("since"u8, held.Since);
        json.WriteTime("protectedUntil"u8, held.ProtectedUntil);
        json.WriteString("opportunity"u8, Names<Domain.FollowUps.Opportunity>.Of(held.Opportunity));
        json.WriteEndObject();
    }

    static void WriteFormerOwners(Utf8JsonWriter json, ImmutableArray<FormerOwner> ofMerged, ImmutableArray<FormerOwner> ofInto)
    {
        Write("mergedFormerOwners"u8, ofMerged);
        Write("intoFormerOwners"u8, ofInto);

        void Write(ReadOnlySpan<byte> name, ImmutableArray<FormerOwner> owners)
        {
            if (owners.IsEmpty) return;
            json.WriteStartArray(name);
            foreach (var owner in owners)
            {
                json.WriteStartObject();
                json.WriteString("rep"u8, owner.Rep.Value);
                json.WriteTime("until"u8, owner.Until);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    /// <summary>What was said of a key: its kind and how often it was seen elsewhere, never the key.</summary>
    static void WriteKey(Utf8JsonWriter json, Scope scope, IdentifierKind kind, bool? shared, int others)
    {
        WriteScope(json, scope);
        json.WriteString("identifier"u8, IdentifierKinds.Name(kind));
        if (shared is { } marked) json.WriteBoolean("shared"u8, marked);
        if (others > 0) json.WriteNumber("others"u8, others);
    }

    static void WriteRefusal(Utf8JsonWriter json, Verdict verdict, Reason reason)
    {
        json.WriteString("verdict"u8, Names<Verdict>.Of(verdict));
        json.WriteString("rule"u8, Names<Rule>.Of(reason.Rule));
        json.WriteTime("until"u8, reason.Until);
        json.WriteIf("limit"u8, reason.Limit);
        OutcomeJson.WriteEvidence(json, reason.Evidence);
    }

    static void WriteToPool(Utf8JsonWriter json, int epoch, DateTimeOffset claimableFrom, DateTimeOffset coolDownUntil, int policyVersion)
    {
        json.WriteNumber("epoch"u8, epoch);
        json.WriteTime("claimableFrom"u8, claimableFrom);
        json.WriteTime("coolDownUntil"u8, coolDownUntil);
        json.WriteNumber("policyVersion"u8, policyVersion);
    }

    static void WriteOwner(Utf8JsonWriter json, Scope scope, RepId rep)
    {
        WriteScope(json, scope);
        json.WriteString("rep"u8, rep.Value);
    }

    /// <summary>The default scope is left out: most companies have no other, and it would stand in every record.</summary>
    static void WriteScope(Utf8JsonWriter json, Scope scope)
    {
        if (scope != Scope.Default) json.WriteString("scope"u8, scope.Value);
    }

    static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<CustomerId> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids) json.WriteStringValue(id.Value);
        json.WriteEndArray();
    }

    static void WriteKinds(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<IdentifierKind> kinds)
    {
        json.WriteStartArray(name);
        foreach (var kind in kinds) json.WriteStringValue(IdentifierKinds.Name(kind));
        json.WriteEndArray();
    }
}
