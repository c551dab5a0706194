using System.Runtime.InteropServices;
using Arbiter.Engine.Journal;

namespace Arbiter.LoadTests.Engine;

/// <summary>Rows by key, fenced by their versions as the tables of a database are. What a transaction wrote can be taken back until it is kept.</summary>
/// <param name="name">Named when a row is not as expected.</param>
sealed class MemoryTable<TKey, TRow>(string name)
    where TKey : notnull
{
    readonly Dictionary<TKey, (TRow Row, long Version)> rows = [];
    readonly List<(TKey Key, bool WasThere, (TRow Row, long Version) Before)> written = [];

    public IEnumerable<KeyValuePair<TKey, (TRow Row, long Version)>> All => rows;

    public bool Contains(TKey key) => rows.ContainsKey(key);

    public bool TryGet(TKey key, out (TRow Row, long Version) found) => rows.TryGetValue(key, out found);

    /// <summary>Writes a row that has the expected version; 0: that must not exist yet.</summary>
    /// <exception cref="FencedException">The row is not as expected.</exception>
    public void Write(TKey key, TRow row, long expected, long version)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, key, out var exists);
        if (expected == 0 ? exists : !exists || place.Version != expected)
        {
            if (!exists)
                rows.Remove(key);
            throw new FencedException(name);
        }
        written.Add((key, exists, place));
        place = (row, version);
    }

    public void Remove(TKey key) => rows.Remove(key);

    /// <summary>Ends the transaction: what it wrote stays.</summary>
    public void Keep() => written.Clear();

    /// <summary>Ends the transaction: every row is again what it was before.</summary>
    public void TakeBack()
    {
        for (var index = written.Count - 1; index >= 0; index--)
        {
            var (key, wasThere, before) = written[index];
            if (wasThere)
                rows[key] = before;
            else
                rows.Remove(key);
        }
        written.Clear();
    }
}
