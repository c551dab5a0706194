using System.Text.Json;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Server.Access;

namespace Arbiter.Server.Feed;

/// <summary>Log records as the API and the live feed show them.</summary>
static class EventJson
{
    public static void WriteArray(Utf8JsonWriter json, string name, IReadOnlyList<LogRecord> records, Caller caller)
    {
        json.WriteStartArray(name);
        foreach (var record in records) json.WriteRawValue(RenderedFor(record, caller), skipInputValidation: true);
        json.WriteEndArray();
    }

    /// <summary>
    /// The record as <paramref name="caller"/> may see it. Which customers a look-up hit, or which one a customer resembles, would tell a rep, beside the grants in the
    /// same feed, who owns what they looked up or nearly claimed; so reps see that it happened, and nothing more.
    /// </summary>
    public static byte[] RenderedFor(LogRecord record, Caller caller) => caller.SeesAll ? Rendered(record) : record.Type switch
    {
        "lookedUp" => Render(record with { Payload = "{}" }),
        "mergeProposed" or "mergeDismissed" => Render(record with { Payload = "{}", Customer = null }),
        _ => Rendered(record),
    };

    /// <summary>Rendered once, whoever asks. Two threads may both do it; both get the same bytes.</summary>
    static byte[] Rendered(LogRecord record) => record.Rendered ??= Render(record);

    static byte[] Render(LogRecord record)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(384);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, record);
        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, LogRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("seq"u8, record.Seq);
        json.WriteString("type"u8, record.Type);
        if (record.Customer is { } customer) json.WriteString("customer"u8, customer.Value);
        json.WriteTime("at"u8, record.At);
        json.WriteString("actor"u8, record.Actor);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(record.Payload, skipInputValidation: true);
        json.WriteEndObject();
    }
}
