using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;

namespace Arbiter.Storage.Rows;

/// <summary>The parts of a row that are kept as JSON: lists that are always read and written as a whole. Instants are ms since 1970.</summary>
static class StateJson
{
    static readonly JsonSerializerOptions PolicyOptions = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Null when there are none, as for nearly every customer: then nothing is parsed and nothing stored.</summary>
    public static string? Write(ImmutableArray<FormerOwner> owners) => owners.IsEmpty
        ? null
        : JsonSerializer.Serialize([.. owners.Select(o => new FormerOwnerJson(o.Rep.Value, o.Until.ToUnixTimeMilliseconds()))], StateJsonContext.Default.FormerOwnerJsonArray);

    public static ImmutableArray<FormerOwner> FormerOwners(string? text) => text is null
        ? []
        : [.. Parse(text, StateJsonContext.Default.FormerOwnerJsonArray).Select(o => new FormerOwner(new RepId(o.Rep), Instant.FromMs(o.Until)))];

    /// <summary>Repeats that are only counted so far are not written: they are not in the log either.</summary>
    public static string Write(ImmutableArray<Party> parties) => JsonSerializer.Serialize(
        [.. parties.Select(p => new PartyJson(
            p.Rep.Value, (byte)p.Verdict, p.Attempts, p.FirstAt.ToUnixTimeMilliseconds(), p.LastAt.ToUnixTimeMilliseconds(),
            p.Others.IsEmpty ? null : [.. p.Others.Select(o => o.ToString())]))],
        StateJsonContext.Default.PartyJsonArray);

    public static ImmutableArray<Party> Parties(string text) =>
    [
        .. Parse(text, StateJsonContext.Default.PartyJsonArray).Select(p => new Party(
            new RepId(p.Rep), (Verdict)p.Verdict, p.Attempts, Instant.FromMs(p.FirstAt), Instant.FromMs(p.LastAt))
        {
            Others = p.Others is null ? [] : [.. p.Others.Select(Conflict)],
        }),
    ];

    static ConflictId Conflict(string text) => ConflictId.TryParse(text, out var id) ? id : throw new InvalidDataException("A stored party names no conflict.");

    /// <summary>What stands in the text of <see cref="Write(ImmutableArray{Party})"/> when <paramref name="rep"/> is a party. Short names need no escaping.</summary>
    public static string PartyMark(RepId rep) => $"\"rep\":\"{rep.Value}\"";

    /// <summary>By reflection, not by generated code: that would set knobs missing from an old document to 0 instead of their defaults.</summary>
    public static string Write(Policy policy) => JsonSerializer.Serialize(
        new PolicyJson { Protection = policy.Protection, Pool = policy.Pool, Quotas = policy.Quotas, Conflicts = policy.Conflicts, Identity = policy.Identity }, PolicyOptions);

    public static Policy Policy(string scope, int version, string text)
    {
        var body = JsonSerializer.Deserialize<PolicyJson>(text, PolicyOptions) ?? new PolicyJson();
        return new Policy
        {
            Scope = new Scope(scope),
            Version = version,
            Protection = body.Protection,
            Pool = body.Pool,
            Quotas = body.Quotas,
            Conflicts = body.Conflicts,
            Identity = body.Identity,
        };
    }

    static T Parse<T>(string text, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(text, type) ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null.");
}

sealed record FormerOwnerJson(string Rep, long Until);

sealed record PartyJson(string Rep, byte Verdict, int Attempts, long FirstAt, long LastAt, string[]? Others = null);

sealed record PolicyJson
{
    public ProtectionPolicy Protection { get; init; } = new();

    public PoolPolicy Pool { get; init; } = new();

    public QuotaPolicy Quotas { get; init; } = new();

    public ConflictPolicy Conflicts { get; init; } = new();

    public IdentityPolicy Identity { get; init; } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FormerOwnerJson[]))]
[JsonSerializable(typeof(PartyJson[]))]
sealed partial class StateJsonContext : JsonSerializerContext;
