using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Keys;

namespace Arbiter.Server.Claims;

/// <summary>
/// Has the rows of one batch or file decided side by side, but those that bring the same hard key one after the other, in their order: whoever stands first in the list asked first.
/// By itself nothing keeps that order. A row with a company's name is looked up before its turn, one waits for what the other one has in memory, and in a cluster they may take
/// different ways. Not for several threads at once.
/// </summary>
sealed class RowOrder
{
    /// <summary>Where that many keys are remembered, those whose rows are answered are dropped.</summary>
    const int MostKeys = 4096;

    readonly Dictionary<CustomerKey, Task> latest = [];

    /// <summary>Begins <paramref name="decide"/> when the rows before it that have a key in common with it are answered: mostly at once.</summary>
    public Task<BatchRow> Decide(ImmutableArray<ClaimedKey> keys, Func<Task<BatchRow>> decide)
    {
        List<Task>? before = null;
        foreach (var key in keys)
        {
            if (key.Strength == KeyStrength.Hard && latest.TryGetValue(key.Key, out var row) && !row.IsCompleted) (before ??= []).Add(row);
        }

        var answer = before is null ? decide() : AfterAsync(before, decide);
        if (!answer.IsCompleted) Remember(keys, answer);
        return answer;
    }

    static async Task<BatchRow> AfterAsync(List<Task> before, Func<Task<BatchRow>> decide)
    {
        // What became of them is their own business.
        await Task.WhenAll(before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await decide();
    }

    void Remember(ImmutableArray<ClaimedKey> keys, Task answer)
    {
        if (latest.Count >= MostKeys)
        {
            foreach (var (key, row) in latest)
            {
                if (row.IsCompleted) latest.Remove(key);
            }
        }

        foreach (var key in keys)
        {
            if (key.Strength == KeyStrength.Hard) latest[key.Key] = answer;
        }
    }
}
