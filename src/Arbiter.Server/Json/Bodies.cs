using System.Text.Json.Serialization;
using Arbiter.Domain.Access;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Transfers;
using Arbiter.Engine.Codec;

namespace Arbiter.Server.Json;

/// <summary>One identifier as typed. Both are required.</summary>
public sealed record IdentifierBody(string? Kind, string? Value);

/// <summary>A claim, as described in docs/API.md.</summary>
public sealed record ClaimBody(string? Scope, string? Rep, string? Channel, IdentifierBody?[]? Identifiers);

/// <summary>Up to 1,000 claims, each decided on its own.</summary>
public sealed record ClaimBatchBody(ClaimBody?[]? Claims);

public sealed record LookUpBody(string? Scope, IdentifierBody?[]? Identifiers);

public sealed record PoolClaimBody(string? Rep);

public sealed record FollowUpBody(FollowUpKind? Kind, Opportunity? Opportunity);

public sealed record ReleaseBody(ReleaseReason? Reason);

public sealed record TransferBody(string? To, TransferReason? Reason);

/// <summary>Which customer a customer is merged into. Required, but for an accepted proposal.</summary>
public sealed record MergeBody(string? Into);

/// <summary>A key as typed.</summary>
public sealed record KeyBody(string? Scope, string? Kind, string? Value);

/// <summary>A key as typed, and whether it is shared: true when left out.</summary>
public sealed record MarkKeyBody(string? Scope, string? Kind, string? Value, bool? Shared);

public sealed record TeamBody(string? Name);

public sealed record RepBody(string? Name, string? Team, bool? Active);

public sealed record TokenBody(string? Name, Role? Role, string? Rep);

/// <summary>How bodies are read: strictly. What is unknown, doubled, or nested too deep is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters =
    [
        typeof(NameConverter<FollowUpKind>), typeof(NameConverter<Opportunity>), typeof(NameConverter<ReleaseReason>),
        typeof(NameConverter<TransferReason>), typeof(NameConverter<Role>),
    ])]
[JsonSerializable(typeof(ClaimBody))]
[JsonSerializable(typeof(ClaimBatchBody))]
[JsonSerializable(typeof(LookUpBody))]
[JsonSerializable(typeof(PoolClaimBody))]
[JsonSerializable(typeof(FollowUpBody))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(MarkKeyBody))]
[JsonSerializable(typeof(TeamBody))]
[JsonSerializable(typeof(RepBody))]
[JsonSerializable(typeof(TokenBody))]
public sealed partial class BodyContext : JsonSerializerContext;
