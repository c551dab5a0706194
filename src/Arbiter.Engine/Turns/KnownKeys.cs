using Arbiter.Domain.Keys;

namespace Arbiter.Engine.Turns;

/// <summary>
/// Which keys there were at some instant, as far as the engine's filter of them told: nearly all others are known not to be there, without asking the store. May be asked on any
/// thread; what is bound later is told sometimes.
/// </summary>
/// <param name="segments">Of a <see cref="KeyFilter"/>, which sets further bits in them; null where it was of no use.</param>
public sealed class KnownKeys(ulong[][]? segments)
{
    /// <summary>False: the key was certainly not in the store. True: it may be.</summary>
    public bool MayContain(CustomerKey key) => segments is null || KeyFilter.IsIn(segments, key);
}
