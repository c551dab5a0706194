using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>
/// A piece of the log between replicas, as JSON. Of the hashes only the one before it and the last one travel: whoever reads it computes the chain, and sees whether it ends where it
/// should.
/// </summary>
static class PieceJson
{
    /// <summary>Writes a member into an object that the caller has opened.</summary>
    public static void Write(Utf8JsonWriter json, LogPiece piece)
    {
        json.WriteStartObject("piece"u8);
        json.WriteNumber("after"u8, piece.Before.Seq);
        json.WriteBase64String("before"u8, piece.Before.Hash);
        json.WriteBase64String("hash"u8, piece.Records[^1].Hash);
        json.WriteStartArray("records"u8);
        foreach (var record in piece.Records) Write(json, record);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="Exception">It is no piece of a log.</exception>
    public static LogPiece Read(JsonElement json)
    {
        var (before, last) = (new LogHead(json.GetProperty("after"u8).GetInt64(), json.GetProperty("before"u8).GetBytesFromBase64()), json.GetProperty("hash"u8).GetBytesFromBase64());
        var all = json.GetProperty("records"u8);
        var (records, head) = (new List<LogRecord>(all.GetArrayLength()), before);
        foreach (var item in all.EnumerateArray())
        {
            var record = Read(item, head);
            records.Add(record);
            head = new LogHead(record.Seq, record.Hash);
        }

        return records.Count > 0 && head.Hash.AsSpan().SequenceEqual(last) ? new LogPiece(before, records) : throw new FormatException("The records do not come to the hash beside them.");
    }

    static void Write(Utf8JsonWriter json, LogRecord record)
    {
        json.WriteStartArray();
        json.WriteNumberValue(record.Prev);
        json.WriteStringValue(record.Type);
        if (record.Customer is { } customer) json.WriteStringValue(customer.Value);
        else json.WriteNullValue();
        json.WriteNumberValue(record.At.ToUnixTimeMilliseconds());
        json.WriteStringValue(record.Actor);
        // As it stands in the log, to the letter: it was hashed.
        json.WriteRawValue(record.Payload, skipInputValidation: true);
        foreach (var key in record.Bound ?? throw new ArgumentException("It is not known which keys this record bound.", nameof(record)))
        {
            json.WriteStringValue(key.Scope.Value);
            json.WriteStringValue(Names<IdentifierKind>.Of(key.Kind));
            json.WriteStringValue(key.Value);
        }

        json.WriteEndArray();
    }

    static LogRecord Read(JsonElement json, LogHead before)
    {
        var (seq, prev, type, actor, payload) = (before.Seq + 1, json[0].GetInt64(), Text(json[1]), Text(json[4]), json[5]);
        CustomerId? customer = json[2].ValueKind == JsonValueKind.Null ? null : new CustomerId(json[2].GetGuid());
        var at = DateTimeOffset.FromUnixTimeMilliseconds(json[3].GetInt64());
        var text = payload.GetRawText();
        var record = new LogRecord(seq, prev, type, customer, at, actor, text, HashChain.Next(before.Hash, seq, prev, at, customer, type, actor, text));
        record.Event = EventReader.Parse(record, payload);
        record.Bound = Keys(json);
        return record;
    }

    static List<CustomerKey> Keys(JsonElement json)
    {
        const int First = 6, Each = 3;
        var count = (json.GetArrayLength() - First) / Each;
        var keys = new List<CustomerKey>(count);
        for (var i = First; keys.Count < count; i += Each)
            keys.Add(new CustomerKey(new Scope(Text(json[i])), Names<IdentifierKind>.Parse(Text(json[i + 1])), Text(json[i + 2])));
        return keys;
    }

    static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("Null is no text.");
}
