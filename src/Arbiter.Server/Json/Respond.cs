using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Arbiter.Server.Json;

/// <summary>Writes JSON answers in one piece, with their length, from a buffer that the thread keeps.</summary>
public static class Respond
{
    [ThreadStatic] static ArrayBufferWriter<byte>? buffer;
    [ThreadStatic] static Utf8JsonWriter? writer;

    // Answers are JSON, never part of a page: Chinese stays readable.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task JsonAsync<T>(HttpContext http, T value, Action<Utf8JsonWriter, T> write, string contentType = "application/json; charset=utf-8")
    {
        var body = Render(value, write);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        // Copied into the connection's own memory before anything can wait.
        http.Response.BodyWriter.Write(body);
        return http.Response.BodyWriter.FlushAsync(http.RequestAborted).AsTask();
    }

    /// <summary>A JSON object in one go: <paramref name="members"/> writes what is between the braces.</summary>
    public static Task ObjectAsync<T>(HttpContext http, T value, Action<Utf8JsonWriter, T> members) => JsonAsync(http, (value, members), static (json, v) =>
    {
        json.WriteStartObject();
        v.members(json, v.value);
        json.WriteEndObject();
    });

    /// <summary>The bytes are valid until this thread renders the next value.</summary>
    public static ReadOnlySpan<byte> Render<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        buffer ??= new ArrayBufferWriter<byte>(4096);
        if (buffer.Capacity > 1 << 20) buffer = new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        if (writer is null || !ReferenceEquals(buffer, lastBuffer)) writer = new Utf8JsonWriter(lastBuffer = buffer, Options);
        else writer.Reset(buffer);
        write(writer, value);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    [ThreadStatic] static ArrayBufferWriter<byte>? lastBuffer;
}
