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
    /// <summary>Records that wait at the most, some hundreds of milliseconds' worth. When there are more they are dropped: the log has them.</summary>
    const int MostWaiting = 8192;

    static readonly Task<bool> CaughtUp = Task.FromResult(true);

    readonly Queue<LogPiece> waiting = new();
    readonly CancellationTokenSource ending = new();
    Task<bool> catchingUp = CaughtUp;
    int records;

    /// <summary>Never waits for the log. One at a time.</summary>
    public async Task TakeAsync(LogPiece piece)
    {
        if (records + piece.Records.Count > MostWaiting) Drop();
        waiting.Enqueue(piece);
        records += piece.Records.Count;
        while (catchingUp.IsCompleted)
        {
            // The store may be another one when it is there again: nothing that was told before is to be put on it.
            if (!await catchingUp.ConfigureAwait(false))
            {
                catchingUp = CaughtUp;
                Drop();
            }

            if (!waiting.TryDequeue(out var next)) return;
            records -= next.Records.Count;
            if (await IsMissingAsync(next).ConfigureAwait(false)) catchingUp = CatchUpAsync();
        }
    }

    public async Task EndAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await catchingUp.ConfigureAwait(false);
    }

    void Drop()
    {
        waiting.Clear();
        records = 0;
    }

    /// <summary>A fault of this process is not the leader's: the log tells what is missing then.</summary>
    async Task<bool> IsMissingAsync(LogPiece piece)
    {
        try
        {
            return await takeIn(piece).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return true;
        }
    }

    async Task<bool> CatchUpAsync()
    {
        try
        {
            await catchUp(ending.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // The store is away: the engine notices by itself and opens it again.
            return false;
        }
    }
}
