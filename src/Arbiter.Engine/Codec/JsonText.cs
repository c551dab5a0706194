using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Arbiter.Engine.Codec;

/// <summary>Writes small JSON objects to strings without garbage but the string itself.</summary>
public static class JsonText
{
    [ThreadStatic] static ArrayBufferWriter<byte>? buffer;
    [ThreadStatic] static Utf8JsonWriter? writer;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write<T>(T value, Action<Utf8JsonWriter, T> members)
    {
        buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        if (writer is null) writer = new Utf8JsonWriter(buffer, Options);
        else writer.Reset(buffer);
        writer.WriteStartObject();
        members(writer, value);
        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>RFC 3339 in UTC with whole milliseconds: <c>2026-11-21T09:00:00.000Z</c>.</summary>
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? at)
    {
        if (at is not { } value) return;
        json.WritePropertyName(name);
        json.WriteTimeValue(value);
    }

    public static void WriteTimeValue(this Utf8JsonWriter json, DateTimeOffset at)
    {
        // The standard format is many times faster than one of our own, and differs only in its last digits.
        const int milliseconds = 23;
        Span<byte> text = stackalloc byte[28];
        at.UtcDateTime.TryFormat(text, out _, "O", System.Globalization.CultureInfo.InvariantCulture);
        text[milliseconds] = (byte)'Z';
        json.WriteStringValue(text[..(milliseconds + 1)]);
    }

    public static void WriteIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    public static void WriteIf(this Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }
}
