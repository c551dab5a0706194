using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Json;

/// <summary>Reads a JSON body strictly, and says which field is wrong when one is.</summary>
public static class RequestBody
{
    public const int SingleBytes = 64 * 1024;
    public const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>The body, or the problem with it; and a digest of its bytes, by which a retry is known.</summary>
    /// <param name="plain">Reads the common form of a body quickly; null for any other, which is then left to the serializer.</param>
    public static async ValueTask<(T? Value, UInt128 Digest, Problem? Problem)> ReadAsync<T>(
        HttpContext http, JsonTypeInfo<T> type, int mostBytes, Func<ReadOnlySequence<byte>, T?>? plain = null)
        where T : class
    {
        if (http.Request.ContentType is { } contentType && !IsJson(contentType)) return (null, default, ProblemCatalog.WrongContentType);
        if (http.Request.ContentLength > mostBytes) return (null, default, ProblemCatalog.BodyTooLarge);
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > mostBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (null, default, ProblemCatalog.BodyTooLarge);
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                return plain?.Invoke(read.Buffer) is { } common ? (common, Digest(http, read.Buffer), null) : Parse(http, read.Buffer, type);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    static (T?, UInt128, Problem?) Parse<T>(HttpContext http, ReadOnlySequence<byte> body, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            var value = JsonSerializer.Deserialize(ref json, type);
            while (json.Read())
            {
                // Anything but white space after the value throws.
            }

            return value is null ? (null, default, ProblemCatalog.MalformedJson) : (value, Digest(http, body), null);
        }
        catch (JsonException e)
        {
            return (null, default, JsonFaults.Describe(e));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8, inside a string.
            return (null, default, ProblemCatalog.MalformedJson with { Detail = "A text in it is not valid Unicode." });
        }
    }

    /// <summary>What makes a request without a body the same as another.</summary>
    public static UInt128 DigestOfNone(HttpContext http) => Digest(http, ReadOnlySequence<byte>.Empty);

    static UInt128 Digest(HttpContext http, ReadOnlySequence<byte> body)
    {
        if (!http.Request.Headers.ContainsKey(RequestKeys.Header)) return default;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Another condition is another request: who was told that it does not hold, and looked again, gets an answer to what they ask now.
        foreach (var part in (string[])[http.Request.Path.Value ?? "", http.Request.Headers.IfMatch.ToString(), http.Request.Headers.IfNoneMatch.ToString()])
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(part + "\n"));
        foreach (var segment in body) hash.AppendData(segment.Span);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }

    static bool IsJson(string contentType) =>
        contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == 16 || contentType[16] is ';' or ' ');
}
