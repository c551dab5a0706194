using System.Collections;

namespace Arbiter.LoadTests.Correctness;

/// <summary>
/// Every ruling of a run, in chunks, so that adding one never copies the others in the middle of a measurement. Bounded: a run that
/// would not fit is refused rather than half checked.
/// </summary>
public sealed class RulingLog : IEnumerable<SeenRuling>
{
    const int ChunkLength = 1 << 16;

    /// <summary>No more rulings than this: 20 million, about 1 GB.</summary>
    public const int Capacity = 20_000_000;

    readonly List<SeenRuling[]> chunks = [];
    int usedInLast = ChunkLength;

    /// <summary>How many rulings are in it.</summary>
    public int Count => chunks.Count == 0 ? 0 : (chunks.Count - 1) * ChunkLength + usedInLast;

    /// <summary>Adds a ruling.</summary>
    public void Add(SeenRuling ruling)
    {
        if (usedInLast == ChunkLength)
        {
            if (Count >= Capacity)
                throw new InvalidOperationException($"More than {Capacity} rulings: make the run shorter.");
            chunks.Add(new SeenRuling[ChunkLength]);
            usedInLast = 0;
        }
        chunks[^1][usedInLast++] = ruling;
    }

    /// <inheritdoc />
    public IEnumerator<SeenRuling> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return chunks[index / ChunkLength][index % ChunkLength];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
