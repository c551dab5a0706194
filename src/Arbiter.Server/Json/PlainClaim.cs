using System.Buffers;
using System.Text.Json;

namespace Arbiter.Server.Json;

/// <summary>
/// Reads a claim as nearly everybody sends it, in a fifth of the serializer's time. Says nothing about what is wrong: whatever is out of the ordinary is left to the
/// serializer, which accepts it or names the field.
/// </summary>
public static class PlainClaim
{
    const int MostIdentifiers = 8;

    /// <summary>The claim, or null when it is not plain.</summary>
    public static ClaimBody? TryRead(ReadOnlySequence<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            return json.Read() && ReadClaim(ref json) is { } claim && !json.Read() ? claim : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static ClaimBody? ReadClaim(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) return null;
        string? scope = null, rep = null, channel = null;
        IdentifierBody?[]? identifiers = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var plain = json.ValueTextEquals("rep"u8) ? ReadText(ref json, ref rep)
                : json.ValueTextEquals("scope"u8) ? ReadText(ref json, ref scope)
                : json.ValueTextEquals("channel"u8) ? ReadText(ref json, ref channel)
                : json.ValueTextEquals("identifiers"u8) && ReadIdentifiers(ref json, ref identifiers);
            if (!plain) return null;
        }

        return json.TokenType == JsonTokenType.EndObject ? new ClaimBody(scope, rep, channel, identifiers) : null;
    }

    /// <summary>False for what is no text, and for what was there before.</summary>
    static bool ReadText(ref Utf8JsonReader json, ref string? text)
    {
        if (text is not null || !json.Read() || json.TokenType != JsonTokenType.String) return false;
        text = json.GetString();
        return true;
    }

    static bool ReadIdentifiers(ref Utf8JsonReader json, ref IdentifierBody?[]? identifiers)
    {
        if (identifiers is not null || !json.Read() || json.TokenType != JsonTokenType.StartArray) return false;
        var found = new IdentifierBody?[1];
        var count = 0;
        for (; json.Read() && json.TokenType == JsonTokenType.StartObject; count++)
        {
            if (count == MostIdentifiers) return false;
            if (count == found.Length) Array.Resize(ref found, count + 1);
            if ((found[count] = ReadIdentifier(ref json)) is null) return false;
        }

        identifiers = found;
        return count > 0 && json.TokenType == JsonTokenType.EndArray;
    }

    static IdentifierBody? ReadIdentifier(ref Utf8JsonReader json)
    {
        string? kind = null, value = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var plain = json.ValueTextEquals("kind"u8) ? ReadText(ref json, ref kind) : json.ValueTextEquals("value"u8) && ReadText(ref json, ref value);
            if (!plain) return null;
        }

        return kind is not null && value is not null && json.TokenType == JsonTokenType.EndObject ? new IdentifierBody(kind, value) : null;
    }
}
