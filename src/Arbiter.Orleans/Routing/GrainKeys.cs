using System.Security.Cryptography;
using System.Text;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;

namespace Arbiter.Orleans.Routing;

/// <summary>
/// Names of grains: the first 128 bits of SHA-256 over a secret and what they are for. Orleans writes them into logs, traces, errors and its directory, and keys are personal;
/// without the secret, which all silos read from the database, whoever sees a name could try every telephone number there is.
/// </summary>
/// <param name="secret">32 bytes.</param>
sealed class GrainKeys(byte[] secret)
{
    /// <summary>Two that share a digest would share a grain, which only means that they are decided in the same silo.</summary>
    public Guid Of(CustomerKey key) => Digest((byte)key.Kind, key.Scope.Value, key.Value);

    public Guid Of(ClaimantId claimant) => Digest(0, claimant.Scope.Value, claimant.Rep.Value);

    Guid Digest(byte kind, string scope, string value)
    {
        // A scope has at most 32 characters of ASCII and never a zero byte.
        var most = secret.Length + 2 + scope.Length + Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> text = most <= 512 ? stackalloc byte[512] : new byte[most];
        secret.CopyTo(text);
        var length = secret.Length;
        text[length++] = kind;
        length += Encoding.UTF8.GetBytes(scope, text[length..]);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(value, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new Guid(hash[..16]);
    }
}
