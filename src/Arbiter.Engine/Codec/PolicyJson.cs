using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;

namespace Arbiter.Engine.Codec;

/// <summary>
/// A policy as a JSON document: in the log, in the store and in the API alike. Read strictly; what is left out has its default. Read by reflection, because
/// generated readers give members that are left out the value zero, and for a quota zero means none.
/// </summary>
public static class PolicyJson
{
    /// <summary>How a policy is read and written.</summary>
    public static JsonTypeInfo<Policy> TypeInfo { get; } = (JsonTypeInfo<Policy>)new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        MaxDepth = 16,
        Converters = { new ScopeConverter(), new NameConverter<FollowUpKind>() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    }.GetTypeInfo(typeof(Policy));

    public static string Write(Policy policy) => JsonSerializer.Serialize(policy, TypeInfo);

    public static void Write(Utf8JsonWriter json, Policy policy) => JsonSerializer.Serialize(json, policy, TypeInfo);

    public static Policy Read(string text) => JsonSerializer.Deserialize(text, TypeInfo) ?? throw new FormatException("no policy");

    public static Policy Read(JsonElement json) => json.Deserialize(TypeInfo) ?? throw new FormatException("no policy");
}

/// <summary>A scope is its short name.</summary>
public sealed class ScopeConverter : JsonConverter<Scope>
{
    public override Scope Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Scope.TryParse(reader.GetString(), out var scope)
            ? scope
            : throw new JsonException("must be a scope: 1 to 32 of a-z, 0-9, '-'");

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
