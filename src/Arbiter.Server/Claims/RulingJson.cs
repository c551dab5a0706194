using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Domain.Keys;
using Arbiter.Engine;
using Arbiter.Engine.Codec;

namespace Arbiter.Server.Claims;

/// <summary>Answers of the engine as the API shows them.</summary>
static class RulingJson
{
    /// <summary>The members of an answer, with its position in the log.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Executed executed)
    {
        OutcomeJson.WriteMembers(json, executed.Outcome);
        json.WriteNumber("seq"u8, executed.Seq);
        if (executed.Replayed) json.WriteBoolean("replayed"u8, true);
    }

    /// <summary>The members of a ruling, with what became of each identifier.</summary>
    public static void WriteMembers(Utf8JsonWriter json, (Executed Executed, ImmutableArray<ReadIdentifier> Identifiers) ruling)
    {
        WriteMembers(json, ruling.Executed);
        json.WriteStartArray("identifiers"u8);
        foreach (var identifier in ruling.Identifiers)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, identifier.Index);
            json.WriteString("kind"u8, IdentifierKinds.Name(identifier.Kind));
            if (identifier.Refused is { } why) json.WriteString("refused"u8, why);
            else json.WriteString("strength"u8, identifier.Strength == KeyStrength.Hard ? "hard"u8 : "shared"u8);
            if (identifier.Weakness is { } weak) json.WriteString("weakness"u8, weak);
            if (identifier.Suggestion is { } meant) json.WriteString("suggestion"u8, meant.Value);
            if (identifier.Warning is { } warning) json.WriteString("warning"u8, warning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
