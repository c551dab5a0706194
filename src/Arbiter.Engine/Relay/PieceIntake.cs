using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>
/// Where what the leader says it has committed comes into a replica. When something is missing it is read from the log, and what comes meanwhile waits for that: looked at at once, it
/// would leave another gap behind what is being read, and so on for as long as the leader has something to do.
/// </summary>
/// <param name="takeIn">Takes a piece in; true when the log holds more than is known here.</param>
/// <param name="catchUp">Reads the log to its end.</param>
sealed class PieceIntake(Func<LogPiece, Task<bool>> takeIn, Func<CancellationToken, Task> catchUp)
{
    /// <summary>Pieces that wait at the most, some hundreds of milliseconds' worth. When there are more they are dropped: the log has them.</summary>
    const int MostWaiting = 256;

    readonly Queue<LogPiece> waiting = new();
    readonly CancellationTokenSource ending = new();
    Task catchingUp = Task.CompletedTask;

    /// <summary>Never waits for the log. One at a time.</summary>
    public async Task TakeAsync(LogPiece piece)
    {
        if (waiting.Count == MostWaiting) waiting.Clear();
        waiting.Enqueue(piece);
        while (catchingUp.IsCompleted && waiting.TryDequeue(out var next))
        {
            if (await takeIn(next).ConfigureAwait(false)) catchingUp = CatchUpAsync();
        }
    }

    public async Task EndAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await catchingUp.ConfigureAwait(false);
    }

    async Task CatchUpAsync()
    {
        try
        {
            await catchUp(ending.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The store is away: the engine notices by itself and opens it again.
        }
    }
}
