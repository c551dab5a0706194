namespace Arbiter.Simulation.Model;

/// <summary>What something was at every position of the log.</summary>
sealed class History<T>
{
    readonly List<(long Seq, T Value)> values = [];

    public bool IsEmpty => values.Count == 0;

    public void Set(long seq, T value) => values.Add((seq, value));

    public T Latest => values[^1].Value;

    public T? LatestOrNone => values.Count == 0 ? default : values[^1].Value;

    /// <summary>The value after the record at <paramref name="seq"/>; the type's default before there was any.</summary>
    public T? At(long seq)
    {
        for (var i = values.Count - 1; i >= 0; i--)
        {
            if (values[i].Seq <= seq) return values[i].Value;
        }

        return default;
    }
}
