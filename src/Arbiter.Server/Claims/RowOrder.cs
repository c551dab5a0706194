using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Keys;

namespace Arbiter.Server.Claims;

/// <summary>
/// Has the rows of one batch or file decided side by side, but those that bring the same hard key one after the other, in their order: whoever stands first in the list asked first.
/// By itself nothing keeps that order. A row with a company's name is looked up before its turn, one waits for what the other one has in memory, and in a cluster they may take
/// different ways. Where it is open what became of a row, those behind it are not decided either. Not for several threads at once.
/// </summary>
/// <param name="reference">Tells keys that somebody marked as shared before anybody had them: they decide nothing, and rows that share them are nobody's rivals.</param>
public sealed class RowOrder(Func<Reference> reference)
{
    /// <summary>Where that many keys are remembered, those whose rows stand in nobody's way any more are dropped.</summary>
    const int KeysBeforeSweep = 4096;

    readonly Dictionary<CustomerKey, Task<BatchRow>> latest = [];
    int sweepAt = KeysBeforeSweep;

    /// <summary>How many keys are remembered.</summary>
    public int Keys => latest.Count;

    /// <summary>Begins <paramref name="decide"/> when the rows before it that have a key in common with it are answered: mostly at once.</summary>
    public Task<BatchRow> Decide(ImmutableArray<ClaimedKey> keys, Func<Task<BatchRow>> decide)
    {
        var shared = reference();
        List<Task<BatchRow>>? before = null;
        foreach (var key in keys)
        {
            if (Counts(key, shared) && latest.TryGetValue(key.Key, out var row) && StandsInTheWay(row)) (before ??= []).Add(row);
        }

        var answer = before is null ? decide() : AfterAsync(before, decide);
        if (!StandsInTheWay(answer)) return answer;
        if (latest.Count >= sweepAt) Sweep();
        foreach (var key in keys)
        {
            if (Counts(key, shared)) latest[key.Key] = answer;
        }

        return answer;
    }

    static async Task<BatchRow> AfterAsync(List<Task<BatchRow>> before, Func<Task<BatchRow>> decide)
    {
        await ((Task)Task.WhenAll(before)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return before.Find(IsOpen) is { IsCompletedSuccessfully: true } open ? new BatchRow(default, [], open.Result.Problem) : await decide();
    }

    static bool Counts(ClaimedKey key, Reference shared) => key.Strength == KeyStrength.Hard && !shared.IsShared(key.Key);

    static bool StandsInTheWay(Task<BatchRow> row) => !row.IsCompleted || IsOpen(row);

    /// <summary>It was not decided, or nobody knows: it will be sent again.</summary>
    static bool IsOpen(Task<BatchRow> row) => !row.IsCompletedSuccessfully
        || row.Result.Problem is { Status: StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable };

    void Sweep()
    {
        foreach (var (key, row) in latest)
        {
            if (!StandsInTheWay(row)) latest.Remove(key);
        }

        sweepAt = Math.Max(KeysBeforeSweep, 2 * latest.Count);
    }
}
