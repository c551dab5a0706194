using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Arbiter.Domain.Access;
using Arbiter.Engine;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Access;

/// <summary>Finds the caller that a token belongs to. Only hashes are kept; the index follows the engine's reference.</summary>
public sealed class TokenIndex(IArbiterEngine engine)
{
    /// <summary>Ours are 43 characters; anything much longer is nobody's and not worth hashing.</summary>
    public const int LongestToken = 128;

    sealed record Built(ImmutableDictionary<string, AccessToken> From, FrozenDictionary<UInt128, (Caller Caller, string Sha256)> Callers);

    Built? built;

    /// <summary>
    /// Set while no token is known, because the store has not been read yet or the first token is still to be issued: whoever has a good one must not be told that
    /// it is bad.
    /// </summary>
    public Problem? WhyNone => Why(engine.Reference.Tokens);

    /// <summary>The caller, or why there is none. Both by one look at the tokens: they may come to be known at any moment.</summary>
    public bool TryFind(ReadOnlySpan<char> token, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out Problem? why)
    {
        var tokens = engine.Reference.Tokens;
        caller = Find(token, IndexOf(tokens));
        why = caller is null ? Why(tokens) ?? ProblemCatalog.Unauthorized : null;
        return caller is not null;
    }

    Problem? Why(ImmutableDictionary<string, AccessToken> tokens) => tokens.IsEmpty
        ? ProblemCatalog.Unavailable(engine.Health is { Ready: false } health ? health.Why : "The first admin token is being issued.", TimeSpan.FromSeconds(1))
        : null;

    static Caller? Find(ReadOnlySpan<char> token, Built index)
    {
        if (token.Length is 0 or > LongestToken) return null;
        Span<byte> utf8 = stackalloc byte[512];
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        return index.Callers.TryGetValue(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash), out var found)
            && CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(found.Sha256))
                ? found.Caller
                : null;
    }

    /// <summary>A new token: 256 random bits, in URL-safe base64, with its hash.</summary>
    public static (string Token, string Sha256) Create()
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        return (token, Sha256(token));
    }

    public static string Sha256(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    Built IndexOf(ImmutableDictionary<string, AccessToken> tokens)
    {
        if (built is { } known && ReferenceEquals(known.From, tokens)) return known;
        return built = new Built(tokens, tokens.Values.Where(t => t.RevokedAt is null).ToFrozenDictionary(
            t => UInt128.Parse(t.Sha256[..32], System.Globalization.NumberStyles.HexNumber),
            t => (new Caller(t.Id, t.Name, t.Role, t.Rep), t.Sha256)));
    }
}
