using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>
/// Commands between replicas, as JSON. Only what many ask at once and may have rivals for; policies, roster, tokens, marks, merges and the sweep are rare, and are decided where they
/// are asked. Whoever changes what is written here gives <see cref="RelayEngine.Format"/> the next number: releases that would misunderstand each other do not speak.
/// </summary>
static class CommandJson
{
    public static bool Knows(Command command) => command is ClaimCustomer or LookUp or ClaimFromPool or RecordFollowUp or ReleaseCustomer or TransferCustomer;

    /// <summary>Writes members into an object that the caller has opened.</summary>
    public static void Write(Utf8JsonWriter json, Command command)
    {
        json.WriteString("actor"u8, command.Actor);
        switch (command)
        {
            case ClaimCustomer c: Write(json, c); break;
            case LookUp c: Write(json, c); break;
            case ClaimFromPool c: Write(json, "claimFromPool"u8, c.Customer, c.Rep); break;
            case RecordFollowUp c:
                Write(json, "followUp"u8, c.Customer, c.Rep);
                json.WriteString("what"u8, Names<FollowUpKind>.Of(c.Kind));
                if (c.Opportunity is { } opportunity) json.WriteString("opportunity"u8, Names<Opportunity>.Of(opportunity));
                break;
            case ReleaseCustomer c:
                Write(json, "release"u8, c.Customer, c.Rep);
                json.WriteString("why"u8, Names<ReleaseReason>.Of(c.Reason));
                break;
            case TransferCustomer c:
                Write(json, "transfer"u8, c.Customer, c.To);
                json.WriteString("why"u8, Names<TransferReason>.Of(c.Reason));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not sent between replicas");
        }
    }

    public static void Write(Utf8JsonWriter json, Request request)
    {
        json.WriteStartObject("request"u8);
        json.WriteString("caller"u8, request.Key.Caller);
        json.WriteString("key"u8, request.Key.Key);
        json.WriteString("digest"u8, request.Digest.ToString("x", CultureInfo.InvariantCulture));
        if (request.AnewAfterRejection) json.WriteBoolean("anew"u8, true);
        json.WriteEndObject();
    }

    /// <exception cref="Exception">It is no command.</exception>
    public static Command Read(JsonElement json)
    {
        var actor = Text(json, "actor"u8);
        return json.GetProperty("kind"u8).GetString() switch
        {
            "claim" => ReadClaim(json, actor),
            "lookUp" => ReadLookUp(json, actor),
            "claimFromPool" => new ClaimFromPool(Customer(json), Rep(json), actor),
            "followUp" => new RecordFollowUp(
                Customer(json), Rep(json), Enum<FollowUpKind>(json, "what"u8), json.TryGetProperty("opportunity"u8, out _) ? Enum<Opportunity>(json, "opportunity"u8) : null, actor),
            "release" => new ReleaseCustomer(Customer(json), RepOrNull(json), Enum<ReleaseReason>(json, "why"u8), actor),
            "transfer" => new TransferCustomer(Customer(json), Rep(json), Enum<TransferReason>(json, "why"u8), actor),
            _ => throw new FormatException("No command of this kind."),
        };
    }

    public static Request? ReadRequest(JsonElement json) => json.TryGetProperty("request"u8, out var request)
        ? new Request(
            new RequestKey(Text(request, "caller"u8), Text(request, "key"u8)),
            UInt128.Parse(Text(request, "digest"u8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            request.TryGetProperty("anew"u8, out _))
        : null;

    static void Write(Utf8JsonWriter json, ClaimCustomer claim)
    {
        json.WriteString("kind"u8, "claim"u8);
        json.WriteString("scope"u8, claim.Scope.Value);
        json.WriteString("rep"u8, claim.Rep.Value);
        json.WriteIf("channel"u8, claim.Channel);
        Write(json, claim.Keys);
        if (claim.Similar.IsEmpty) return;
        json.WriteStartArray("similar"u8);
        foreach (var similar in claim.Similar)
        {
            json.WriteStartArray();
            json.WriteStringValue(similar.Customer.Value);
            json.WriteNumberValue(similar.ScoreBp);
            foreach (var code in similar.Codes) json.WriteStringValue(code);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, LookUp lookUp)
    {
        json.WriteString("kind"u8, "lookUp"u8);
        json.WriteString("scope"u8, lookUp.Scope.Value);
        json.WriteIf("rep"u8, lookUp.Rep?.Value);
        Write(json, lookUp.Keys);
        json.WriteStartArray("similar"u8);
        foreach (var similar in lookUp.Similar) json.WriteStringValue(similar.Value);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> kind, CustomerId customer, RepId? rep)
    {
        json.WriteString("kind"u8, kind);
        json.WriteString("customer"u8, customer.Value);
        json.WriteIf("rep"u8, rep?.Value);
    }

    static void Write(Utf8JsonWriter json, ImmutableArray<ClaimedKey> keys)
    {
        json.WriteStartArray("keys"u8);
        foreach (var claimed in keys)
        {
            json.WriteStartArray();
            json.WriteStringValue(Names<IdentifierKind>.Of(claimed.Key.Kind));
            json.WriteStringValue(Names<KeyStrength>.Of(claimed.Strength));
            json.WriteStringValue(claimed.Key.Value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    static ClaimCustomer ReadClaim(JsonElement json, string actor) =>
        new(ScopeOf(json), Rep(json), Keys(json), json.TryGetProperty("channel"u8, out var channel) ? channel.GetString() : null, actor)
        {
            Similar = json.TryGetProperty("similar"u8, out var similar) ? [.. similar.EnumerateArray().Select(Similar)] : [],
        };

    static SimilarCustomer Similar(JsonElement json) =>
        new(new CustomerId(json[0].GetGuid()), json[1].GetInt32(), [.. json.EnumerateArray().Skip(2).Select(Text)]);

    static LookUp ReadLookUp(JsonElement json, string actor) => new(ScopeOf(json), RepOrNull(json), Keys(json), actor)
    {
        Similar = [.. json.GetProperty("similar"u8).EnumerateArray().Select(id => new CustomerId(id.GetGuid()))],
    };

    static ImmutableArray<ClaimedKey> Keys(JsonElement json)
    {
        var (scope, keys) = (ScopeOf(json), json.GetProperty("keys"u8));
        var read = ImmutableArray.CreateBuilder<ClaimedKey>(keys.GetArrayLength());
        foreach (var key in keys.EnumerateArray())
            read.Add(new ClaimedKey(new CustomerKey(scope, Names<IdentifierKind>.Parse(Text(key[0])), Text(key[2])), Names<KeyStrength>.Parse(Text(key[1]))));
        return read.MoveToImmutable();
    }

    static Scope ScopeOf(JsonElement json) => new(Text(json, "scope"u8));

    static CustomerId Customer(JsonElement json) => new(json.GetProperty("customer"u8).GetGuid());

    static RepId Rep(JsonElement json) => RepId.TryParse(Text(json, "rep"u8), out var rep) ? rep : throw new FormatException("No rep's name.");

    static RepId? RepOrNull(JsonElement json) => json.TryGetProperty("rep"u8, out _) ? Rep(json) : null;

    static T Enum<T>(JsonElement json, ReadOnlySpan<byte> name) where T : struct, Enum => Names<T>.Parse(Text(json, name));

    static string Text(JsonElement json, ReadOnlySpan<byte> name) => Text(json.GetProperty(name));

    static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("Null is no text.");
}
