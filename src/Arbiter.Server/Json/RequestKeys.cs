using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Server.Access;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Json;

/// <summary>The <c>Idempotency-Key</c> header: by it, and who sent it, a retry is known.</summary>
public static class RequestKeys
{
    public const string Header = "Idempotency-Key";
    const int MaxLength = 128;

    /// <summary>The request's key, null when it has none; or the problem with it.</summary>
    public static Problem? Read(HttpContext http, Caller caller, UInt128 digest, out Request? request)
    {
        request = null;
        if (!http.Request.Headers.TryGetValue(Header, out var values)) return null;
        if (values is not [{ } key] || !IsValid(key)) return Invalid;
        request = new Request(new RequestKey(caller.Id, key), digest);
        return null;
    }

    public static Problem Invalid { get; } =
        new(422, "invalid-value", "The Idempotency-Key cannot be used.", $"Send 1 to {MaxLength} visible ASCII characters, once.");

    public static bool IsValid(string key)
    {
        if (key.Length is 0 or > MaxLength) return false;
        foreach (var c in key)
        {
            if (c is <= ' ' or > '~') return false;
        }

        return true;
    }
}
