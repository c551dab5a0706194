using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Codec;

/// <summary>Turns a log record back into the event it was.</summary>
public static class EventReader
{
    /// <exception cref="FormatException">The record is of a type, or has a value, that this program does not know.</exception>
    public static DomainEvent Read(LogRecord record) => record.Event ?? Parse(record);

    /// <summary>From the text alone, as verification does.</summary>
    public static DomainEvent Parse(LogRecord record)
    {
        using var document = JsonDocument.Parse(record.Payload);
        return Parse(record, document.RootElement);
    }

    /// <summary>The same, without reading the text again.</summary>
    /// <param name="payload">The record's, where somebody has taken its text apart already.</param>
    /// <exception cref="FormatException">The record is of a type, or has a value, that this program does not know.</exception>
    internal static DomainEvent Parse(LogRecord record, JsonElement payload)
    {
        var data = new Data(payload, record);
        return record.Type switch
        {
            "claimGranted" => new ClaimGranted(
                data.Customer, data.Scope, data.Rep(), data.Epoch, data.Time("protectedUntil"), data.Name<Rule>("rule"),
                data.Kinds("kinds"), data.Number("day"), data.PolicyVersion, data.Text("channel"), record.At)
            {
                Mentions = data.Kinds("mentions"),
            },
            "claimRefused" => new ClaimRefused(
                data.Customer, data.Scope, data.Rep(), data.Name<Verdict>("verdict"), data.Reason, data.RepOrNull("holder"), data.Epoch,
                data.NumberOr("repeats", 0), data.PolicyVersion, data.Text("channel"), record.At)
            {
                Others = data.Conflicts("others"),
                Again = data.FlagOr("again", false),
            },
            "claimTurnedAway" => new ClaimTurnedAway(
                data.Scope, data.Rep(), data.Name<Verdict>("verdict"), data.Reason, data.PolicyVersion, data.Text("channel"), record.At),
            "identifiersBound" => new IdentifiersBound(data.Customer, data.Scope, data.Rep(), data.Kinds("kinds"), record.At)
            {
                Mentions = data.Kinds("mentions"),
            },
            "lookedUp" => new LookedUp(
                data.Scope, data.RepOrNull("rep"), data.Name<Standing>("status"), data.Ids("customers"), data.Ids("similar"), data.Number("day"),
                data.PolicyVersion, record.At),
            "followUpRecorded" => new FollowUpRecorded(
                data.Customer, data.Scope, data.Rep(), data.Name<FollowUpKind>("kind"), data.Flag("counted"), data.Name<Opportunity>("opportunity"),
                data.TimeOrNull("protectedUntil"), data.PolicyVersion, record.At),
            "ownershipReleased" => new OwnershipReleased(
                data.Customer, data.Scope, data.Rep(), data.Epoch, data.Name<ReleaseReason>("reason"), data.Time("claimableFrom"),
                data.Time("coolDownUntil"), data.PolicyVersion, record.At),
            "ownershipExpired" => new OwnershipExpired(
                data.Customer, data.Scope, data.Rep(), data.Epoch, data.Time("claimableFrom"), data.Time("coolDownUntil"), data.PolicyVersion, record.At),
            "ownershipTransferred" => new OwnershipTransferred(
                data.Customer, data.Scope, data.Rep("from"), data.Rep("to"), data.Epoch, data.Name<TransferReason>("reason"),
                data.Time("protectedUntil"), data.Time("coolDownUntil"), data.PolicyVersion, record.At),
            "repeatsCounted" => new RepeatsCounted(data.Customer, data.Scope, data.Rep(), data.Number("repeats"), record.At),
            "customersMerged" => new CustomersMerged(
                data.Customer, data.Scope, data.Id("merged"), data.Id("into"), data.Number("mergedEpoch"), data.Epoch, data.Holding("mergedHeld"),
                data.Holding("intoHeld"), data.Holding("held"), data.Number("height"), data.PolicyVersion, record.At)
            {
                MergedFormerOwners = data.FormerOwners("mergedFormerOwners"),
                IntoFormerOwners = data.FormerOwners("intoFormerOwners"),
                ClaimableFrom = data.TimeOrNull("claimableFrom"),
            },
            "customerUnmerged" => new CustomerUnmerged(
                data.Customer, data.Scope, data.Id("merged"), data.Id("into"), data.Number("mergedEpoch"), data.Epoch, data.RepOrNull("owner"),
                data.Holding("mergedHeld"), data.Holding("intoHeld"), data.PolicyVersion, record.At)
            {
                MergedFormerOwners = data.FormerOwners("mergedFormerOwners"),
                IntoFormerOwners = data.FormerOwners("intoFormerOwners"),
            },
            "mergeProposed" => new MergeProposed(data.Customer, data.Scope, data.Id("with"), data.RepOrNull("rep"), record.At)
            {
                Evidence = OutcomeJson.Evidence(payload),
            },
            "mergeDismissed" => new MergeDismissed(data.Customer, data.Scope, data.Id("with"), record.At),
            "keyMarked" => new KeyMarked(
                data.Customer, data.Scope, Kind(data.Text("identifier")), data.Flag("shared"), data.NumberOr("others", 0), record.At),
            "sharingDismissed" => new SharingDismissed(data.Customer, data.Scope, Kind(data.Text("identifier")), data.NumberOr("others", 0), record.At),
            "keyMarkedInAdvance" => new KeyMarkedInAdvance(data.Scope, Kind(data.Text("identifier")), data.Flag("shared"), record.At),
            "policyChanged" => new PolicyChanged(PolicyJson.Read(payload.GetProperty("policy")), record.At),
            "teamChanged" => new TeamChanged(new TeamId(data.Text("team")!), record.At),
            "repChanged" => new RepChanged(
                data.Rep(), data.Text("team") is { } team ? new TeamId(team) : null, data.Flag("active"), record.At),
            "tokenIssued" => new TokenIssued(data.Text("token")!, data.Name<Role>("role"), data.RepOrNull("rep"), record.At),
            "tokenRevoked" => new TokenRevoked(data.Text("token")!, record.At),
            _ => throw new FormatException($"Event {record.Seq} is of type '{record.Type}', which this version does not know."),
        };
    }

    /// <summary>True for records that change policies, roster, tokens, or the keys that are shared whoever may come to have them.</summary>
    public static bool ConcernsReference(LogRecord record) =>
        record.Type is "policyChanged" or "teamChanged" or "repChanged" or "tokenIssued" or "tokenRevoked" or "keyMarkedInAdvance";

    static IdentifierKind Kind(string? name) =>
        IdentifierKinds.TryParse(name, out var kind) ? kind : throw new FormatException("An event names a kind of identifier that this version does not know.");

    readonly struct Data(JsonElement json, LogRecord record)
    {
        public CustomerId Customer => record.Customer ?? throw new FormatException($"Event {record.Seq} names no customer.");

        public Scope Scope => Text("scope") is { } scope ? new Scope(scope) : Scope.Default;

        public int Epoch => Number("epoch");

        public int PolicyVersion => Number("policyVersion");

        public Reason Reason => new(
            Name<Rule>("rule"), TimeOrNull("until"), json.TryGetProperty("limit", out var limit) ? limit.GetInt32() : null, OutcomeJson.Evidence(json));

        public ImmutableArray<IdentifierKind> Kinds(string name) => json.TryGetProperty(name, out var kinds)
            ? [.. kinds.EnumerateArray().Select(kind => Kind(kind.GetString()))]
            : [];

        public ImmutableArray<ConflictId> Conflicts(string name) => json.TryGetProperty(name, out var conflicts)
            ? [.. conflicts.EnumerateArray().Select(c => ConflictId.TryParse(c.GetString(), out var id) ? id : throw new FormatException("An event names no conflict."))]
            : [];

        public ImmutableArray<CustomerId> Ids(string name) => [.. json.GetProperty(name).EnumerateArray().Select(id => new CustomerId(id.GetGuid()))];

        public CustomerId Id(string name) => new(json.GetProperty(name).GetGuid());

        public Holding? Holding(string name) => json.TryGetProperty(name, out var held)
            ? new Holding(
                new RepId(held.GetProperty("rep").GetString()!), held.GetProperty("since").GetDateTimeOffset(),
                held.TryGetProperty("protectedUntil", out var until) ? until.GetDateTimeOffset() : null,
                Names<Opportunity>.Parse(held.GetProperty("opportunity").GetString()!))
            : null;

        public ImmutableArray<FormerOwner> FormerOwners(string name) => json.TryGetProperty(name, out var owners)
            ? [.. owners.EnumerateArray().Select(o => new FormerOwner(new RepId(o.GetProperty("rep").GetString()!), o.GetProperty("until").GetDateTimeOffset()))]
            : [];

        public RepId Rep(string name = "rep") => new(json.GetProperty(name).GetString()!);

        public RepId? RepOrNull(string name) => Text(name) is { } rep ? new RepId(rep) : null;

        public string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

        public int Number(string name) => json.GetProperty(name).GetInt32();

        public int NumberOr(string name, int otherwise) => json.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

        public bool Flag(string name) => json.GetProperty(name).GetBoolean();

        public bool FlagOr(string name, bool otherwise) => json.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

        public DateTimeOffset Time(string name) => json.GetProperty(name).GetDateTimeOffset();

        public DateTimeOffset? TimeOrNull(string name) => json.TryGetProperty(name, out var value) ? value.GetDateTimeOffset() : null;

        public T Name<T>(string name) where T : struct, Enum => Names<T>.Parse(json.GetProperty(name).GetString()!);
    }
}
