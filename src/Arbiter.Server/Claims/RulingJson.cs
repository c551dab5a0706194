using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Identity;

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
        var marked = Marked(ruling.Executed.Outcome, ruling.Identifiers);
        json.WriteStartArray("identifiers"u8);
        foreach (var identifier in ruling.Identifiers)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, identifier.Index);
            json.WriteString("kind"u8, IdentifierKinds.Name(identifier.Kind));
            if (identifier.Refused is { } why) json.WriteString("refused"u8, why);
            else if (marked.Contains(identifier.Key)) WriteMarked(json);
            else json.WriteString("strength"u8, identifier.Strength == KeyStrength.Hard ? "hard"u8 : "shared"u8);
            if (identifier.Weakness is { } weak) json.WriteString("weakness"u8, weak);
            if (identifier.Suggestion is { } meant) json.WriteString("suggestion"u8, meant.Value);
            if (identifier.Warning is { } warning) json.WriteString("warning"u8, warning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteMarked(Utf8JsonWriter json)
    {
        json.WriteString("strength"u8, "shared"u8);
        json.WriteString("weakness"u8, WeaknessCodes.MarkedShared);
    }

    /// <summary>The keys that would be hard and decided nothing, for a person had said by then that they are shared. Nearly always none.</summary>
    static CustomerKey[] Marked(Outcome outcome, ImmutableArray<ReadIdentifier> identifiers)
    {
        var places = OutcomeJson.MarkedIn(outcome);
        if (places.IsEmpty) return [];
        // As the request's keys were sorted when it was read.
        CustomerKey[] keys = [.. identifiers.Where(i => i.Refused is null).Select(i => i.Key).Distinct().Order()];
        return [.. places.Where(place => place < keys.Length).Select(place => keys[place])];
    }
}
