namespace Arbiter.Simulation;

/// <summary>How often the rare things happened. A simulation that never gets there proves nothing about them.</summary>
sealed class Coverage
{
    readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    public long Rebases { set => Set("rebase", value); get => Get("rebase"); }

    public long Tails { set => Set("tail", value); get => Get("tail"); }

    public long Loads { set => Set("load", value); get => Get("load"); }

    public long Opens { set => Set("open", value); get => Get("open"); }

    public long KeysLearned { set => Set("keys learned", value); get => Get("keys learned"); }

    public long Losses { set => Set("lost", value); get => Get("lost"); }

    public long Crashes { set => Set("crash", value); get => Get("crash"); }

    public long LostAfterCommit { set => Set("lost after commit", value); get => Get("lost after commit"); }

    public long CommitsAfterDeath { set => Set("commit after death", value); get => Get("commit after death"); }

    public long ClocksRefused { set => Set("clock refused", value); get => Get("clock refused"); }

    public long Evictions { set => Set("cache full", value); get => Get("cache full"); }

    public long this[string what] => Get(what);

    public IReadOnlyDictionary<string, long> All => counts;

    public void Fenced(string table) => Count("fence " + table);

    public void Count(string what, long by = 1) => Set(what, Get(what) + by);

    public void Add(Coverage other)
    {
        foreach (var (what, count) in other.counts) Count(what, count);
    }

    public override string ToString() => string.Join(Environment.NewLine, counts.Select(c => $"{c.Value,12:N0}  {c.Key}"));

    long Get(string what) => counts.GetValueOrDefault(what);

    void Set(string what, long count) => counts[what] = count;
}
