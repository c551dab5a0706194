using System.Runtime.InteropServices;
using Arbiter.Domain.Keys;

namespace Arbiter.Engine.Turns;

/// <summary>
/// Knows of most keys that are not in the store that they are not, so that a first claim needs no load. A Bloom filter (B. H. Bloom, CACM 13 (7), 1970) in segments
/// of a million keys: 16 bits and 4 probes a key, so some 0.2 % of new keys are loaded in vain for each segment. It only ever saves work: what it calls absent is
/// still judged by the unique index when it is written, and by a look when an answer rests on it and others write, too.
/// </summary>
/// <remarks>
/// Of use only once it was told every key that was in the store when it began, while all that were bound since were told as well. Others' keys are not in the log:
/// they come beside it, and where they do not, it says nothing until it has learned again.
/// </remarks>
/// <param name="keysPerSegment">A power of two.</param>
/// <param name="mostSegments">64 MiB. With more keys than fit it would cost more memory than it saves time; then every key is loaded.</param>
sealed class KeyFilter(int keysPerSegment = 1 << 20, int mostSegments = 32)
{
    const int BitsPerKey = 16;
    const int Probes = 4;

    readonly List<ulong[]> segments = [];
    int inLast;
    State state = State.Ignorant;

    enum State
    {
        Ignorant,
        Learning,
        Knows,

        /// <summary>There are more keys than it holds. Learning again would come to the same.</summary>
        Full,
    }

    /// <summary>Nothing is being learned, and it is of no use as it is.</summary>
    public bool IsIgnorant => state == State.Ignorant;

    /// <summary>From now on it is told every key: those of the store by whoever reads them, new ones as they are committed.</summary>
    public void BeginLearning()
    {
        Forget();
        state = State.Learning;
    }

    /// <summary>Every key of the store was told.</summary>
    public void Learned()
    {
        if (state == State.Learning) state = State.Knows;
    }

    public void Forget()
    {
        segments.Clear();
        inLast = keysPerSegment;
        state = State.Ignorant;
    }

    public void Add(CustomerKey key)
    {
        if (state is State.Ignorant or State.Full) return;
        if (inLast == keysPerSegment && !TryGrow()) return;
        inLast++;
        var (at, step) = Hash(key);
        var bits = segments[^1];
        for (var i = 0; i < Probes; i++, at += step) bits[Word(bits, at)] |= 1UL << (int)(at & 63);
    }

    /// <summary>A key that another process bound, which may be told more than once.</summary>
    public void Hear(CustomerKey key)
    {
        if (state != State.Knows || !MayContain(key)) Add(key);
    }

    /// <summary>False: the key is certainly not in the store. True: it may be.</summary>
    public bool MayContain(CustomerKey key) => state != State.Knows || IsIn(CollectionsMarshal.AsSpan(segments), key);

    /// <summary>What it knows now, for whoever asks beside the turns.</summary>
    public KnownKeys Know() => new(state == State.Knows ? [.. segments] : null);

    internal static bool IsIn(ReadOnlySpan<ulong[]> segments, CustomerKey key)
    {
        var (at, step) = Hash(key);
        foreach (var bits in segments)
        {
            if (ContainsAll(bits, at, step)) return true;
        }

        return false;
    }

    static bool ContainsAll(ulong[] bits, ulong at, ulong step)
    {
        for (var i = 0; i < Probes; i++, at += step)
        {
            if ((bits[Word(bits, at)] & 1UL << (int)(at & 63)) == 0) return false;
        }

        return true;
    }

    bool TryGrow()
    {
        if (segments.Count == mostSegments)
        {
            Forget();
            state = State.Full;
            return false;
        }

        segments.Add(new ulong[keysPerSegment * BitsPerKey / 64]);
        inLast = 0;
        return true;
    }

    static int Word(ulong[] bits, ulong at) => (int)(at >> 6 & (ulong)(bits.Length - 1));

    /// <summary>
    /// Two hashes for double hashing (A. Kirsch, M. Mitzenmacher, 2008), spread from the key's own by the finalizer of SplitMix64. The key's hash is seeded for each
    /// process, so that nobody outside can choose keys that collide.
    /// </summary>
    static (ulong At, ulong Step) Hash(CustomerKey key)
    {
        var h = (ulong)(uint)key.GetHashCode() + 0x9E3779B97F4A7C15;
        h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9;
        h = (h ^ h >> 27) * 0x94D049BB133111EB;
        h ^= h >> 31;
        return (h, h >> 32 | 1);
    }
}
