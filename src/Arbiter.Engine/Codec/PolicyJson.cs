using System.Text.Json;
using System.Text.Json.Serialization;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;

namespace Arbiter.Engine.Codec;

/// <summary>A policy as a JSON document: in the log, in the store and in the API alike.</summary>
public static class PolicyJson
{
    public static string Write(Policy policy) => JsonSerializer.Serialize(policy, PolicyContext.Default.Policy);

    public static void Write(Utf8JsonWriter json, Policy policy) => JsonSerializer.Serialize(json, policy, PolicyContext.Default.Policy);

    public static Policy Read(string text) => JsonSerializer.Deserialize(text, PolicyContext.Default.Policy) ?? throw new FormatException("no policy");

    public static Policy Read(JsonElement json) => json.Deserialize(PolicyContext.Default.Policy) ?? throw new FormatException("no policy");

    /// <summary>The serializer's contract, for hosts that read and write policies themselves.</summary>
    public static IReadOnlyList<JsonConverter> Converters { get; } = [new ScopeConverter(), new NameConverter<FollowUpKind>()];
}

/// <summary>A scope is its short name.</summary>
public sealed class ScopeConverter : JsonConverter<Scope>
{
    public override Scope Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Scope.TryParse(reader.GetString(), out var scope)
            ? scope
            : throw new JsonException("must be a scope: 1 to 32 of a-z, 0-9 and '-', not starting with '-'");

    public override void Write(Utf8JsonWriter writer, Scope value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>An enum is its camelCase name; anything else is refused.</summary>
public sealed class NameConverter<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Names<T>.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException($"must be one of: {string.Join(", ", Names<T>.All)}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Names<T>.Of(value));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ScopeConverter), typeof(NameConverter<FollowUpKind>)])]
[JsonSerializable(typeof(Policy))]
sealed partial class PolicyContext : JsonSerializerContext;
