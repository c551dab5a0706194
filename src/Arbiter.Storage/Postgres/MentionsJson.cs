using System.Text.Json;
using System.Text.Json.Serialization;
using Arbiter.Domain.Claims;

namespace Arbiter.Storage.Postgres;

/// <summary>The mentions of a batch as the document that <c>arbiter_append</c> takes; null when there are none.</summary>
static class MentionsJson
{
    public static string? Write(List<Mention> mentions) => mentions.Count == 0
        ? null
        : JsonSerializer.Serialize(
            [.. mentions.Select(m => new MentionFields(m.Customer.Value, (short)m.Key.Kind, m.Elsewhere, m.Key.Scope.Value, m.Key.Value))],
            MentionsJsonContext.Default.MentionFieldsArray);
}

sealed record MentionFields(Guid Customer, short Kind, bool Elsewhere, string Scope, string Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MentionFields[]))]
sealed partial class MentionsJsonContext : JsonSerializerContext;
