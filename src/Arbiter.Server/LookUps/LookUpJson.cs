using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Identity;
using Arbiter.Identity.Similarity;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Similar;

namespace Arbiter.Server.LookUps;

/// <summary>All that an answer to a look-up is made of.</summary>
readonly record struct LookUpAnswer(
    Executed Executed, ImmutableArray<ReadIdentifier> Identifiers, ImmutableArray<LikelyCustomer> Similar, Caller Caller, IdentityPolicy Policy);

/// <summary>Answers to look-ups as the API shows them: always the same members, null where they do not apply.</summary>
static class LookUpJson
{
    const int MostIdentifiers = 8;

    public static void WriteMembers(Utf8JsonWriter json, LookUpAnswer answer)
    {
        var at = ((Found)answer.Executed.Outcome).At;
        RulingJson.WriteMembers(json, (answer.Executed, answer.Identifiers));
        json.WriteStartArray("similar"u8);
        foreach (var similar in answer.Similar) WriteSimilar(json, similar, answer, at);
        json.WriteEndArray();
    }

    /// <summary>Masked for everybody: whoever may see more looks the customer up by its id, which they are given.</summary>
    static void WriteSimilar(Utf8JsonWriter json, LikelyCustomer similar, LookUpAnswer answer, DateTimeOffset at)
    {
        var owned = similar.State.Ownership is { } o && !(o.ProtectedUntil <= at) ? o : null;
        var standing = owned is null ? Standing.Pool : owned.Rep == answer.Caller.Rep ? Standing.Yours : Standing.Held;
        json.WriteStartObject();
        json.WriteNumber("score"u8, similar.Score / 10_000.0);
        json.WriteString("level"u8, similar.Score >= answer.Policy.HoldBp ? "hold"u8 : "warn"u8);
        json.WriteString("status"u8, Names<Standing>.Of(standing));
        if (standing != Standing.Held || answer.Caller.SeesAll) json.WriteString("customer"u8, similar.State.Id.Value);
        else json.WriteNull("customer"u8);
        if (owned?.ProtectedUntil is { } until) json.WriteTime("protectedUntil"u8, until);
        else json.WriteNull("protectedUntil"u8);
        WriteReasons(json, similar.Reasons);
        json.WriteStartArray("identifiers"u8);
        foreach (var key in similar.Keys.Take(MostIdentifiers))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, IdentifierKinds.Name(key.Kind));
            json.WriteString("value"u8, Mask.Of(key.Kind, key.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What speaks for and against one customer, field by field.</summary>
    public static void WriteReasons(Utf8JsonWriter json, ImmutableArray<SimilarityReason> reasons)
    {
        json.WriteStartArray("reasons"u8);
        foreach (var reason in reasons) WriteReason(json, reason);
        json.WriteEndArray();
    }

    static void WriteReason(Utf8JsonWriter json, SimilarityReason reason)
    {
        json.WriteStartObject();
        json.WriteString("field"u8, reason.Field is { } field ? IdentifierKinds.Name(field) : "contact");
        json.WriteString("code"u8, reason.Code);
        json.WriteNumber("points"u8, reason.Points);
        json.WriteEndObject();
    }
}
