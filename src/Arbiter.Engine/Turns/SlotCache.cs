namespace Arbiter.Engine.Turns;

/// <summary>
/// A bounded cache in two generations: what is used moves to the young one; when that is half the capacity, the old one is dropped and the young one
/// grows old. Pinned slots and those being loaded always move on. Dropping costs one pass over what was kept last and needs no list to keep in order.
/// </summary>
sealed class SlotCache<TKey, TSlot>(int capacity) where TKey : notnull where TSlot : Slot
{
    Dictionary<TKey, TSlot> young = [];
    Dictionary<TKey, TSlot> old = [];

    /// <summary>
    /// When the young generation grows old: half the capacity after it last did. Counted from what had to stay then, because that may be more than half by itself, and a pass for each
    /// slot that is added would be one over all of them.
    /// </summary>
    int growsOldAt = capacity / 2;

    public int Count => young.Count + old.Count;

    public TSlot? Find(TKey key)
    {
        if (young.TryGetValue(key, out var slot)) return slot;
        if (!old.Remove(key, out slot)) return null;
        young.Add(key, slot);
        return slot;
    }

    public void Add(TKey key, TSlot slot)
    {
        if (young.Count >= growsOldAt) GrowOld();
        young.Add(key, slot);
    }

    /// <summary>Removes what may be out of date. What stands under the key may be newer than what the caller saw: then somebody may be waiting for it.</summary>
    public void Drop(TKey key)
    {
        if (Find(key) is { Known: true, Pins: 0 }) young.Remove(key);
    }

    /// <summary>The same for what says only that there is nothing.</summary>
    public void DropVacant(TKey key)
    {
        if (Find(key) is { Known: true, IsVacant: true }) young.Remove(key);
    }

    /// <summary>Removes everything that could be loaded again.</summary>
    public void DropAll()
    {
        foreach (var generation in (Dictionary<TKey, TSlot>[])[young, old])
        {
            foreach (var (key, slot) in generation)
            {
                if (slot is { Known: true, Pins: 0 }) generation.Remove(key);
            }
        }
    }

    public void Clear()
    {
        young = [];
        old = [];
        growsOldAt = capacity / 2;
    }

    void GrowOld()
    {
        var dropped = old;
        old = young;
        young = new Dictionary<TKey, TSlot>(old.Count / 4);
        foreach (var (key, slot) in dropped)
        {
            if (MustStay(slot)) young.Add(key, slot);
        }

        growsOldAt = young.Count + (capacity / 2);

        // When all of it is in use, nothing was dropped above, and some of it has to go all the same.
        var excess = old.Count - (capacity / 2);
        if (excess <= 0) return;
        foreach (var (key, slot) in old)
        {
            if (MustStay(slot)) continue;
            old.Remove(key);
            if (--excess == 0) break;
        }
    }

    static bool MustStay(TSlot slot) => slot.Pins > 0 || slot.Holds > 0 || !slot.Known;
}
