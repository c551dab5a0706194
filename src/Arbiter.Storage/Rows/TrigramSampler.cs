namespace Arbiter.Storage.Rows;

/// <summary>Keeps <see cref="CommonTrigrams"/> about right: sampled anew, beside searches, when many names came or much time passed. One that is off makes searches slower.</summary>
/// <param name="sample">Takes a sample of all names.</param>
sealed class TrigramSampler(TimeProvider time, Func<CancellationToken, Task<CommonTrigrams>> sample)
{
    /// <summary>Other processes write names, too.</summary>
    static readonly TimeSpan MostAge = TimeSpan.FromMinutes(10);

    /// <summary>Fewer new names change little.</summary>
    const int LeastWritten = 10_000;

    volatile CommonTrigrams known = CommonTrigrams.None;
    long sampledAt = time.GetTimestamp();
    long written;
    long writtenThen;
    int sampling;

    /// <summary>As it was learned last; begins to learn anew when that is old.</summary>
    public CommonTrigrams Known
    {
        get
        {
            if (IsOld() && Interlocked.Exchange(ref sampling, 1) == 0) _ = Task.Run(LearnAsync);
            return known;
        }
    }

    /// <summary>So many names were written by this process.</summary>
    public void Wrote(int names) => Interlocked.Add(ref written, names);

    /// <summary>Samples now. Does not fail: a search that knows nothing is slower, and that is all.</summary>
    public async Task LearnAsync()
    {
        var until = Volatile.Read(ref written);
        try
        {
            known = await sample(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The store is away or closing, which is told elsewhere; the next time is soon enough.
        }

        Volatile.Write(ref writtenThen, until);
        Volatile.Write(ref sampledAt, time.GetTimestamp());
        Volatile.Write(ref sampling, 0);
    }

    bool IsOld()
    {
        var then = Volatile.Read(ref writtenThen);
        var since = Volatile.Read(ref written) - then;
        return time.GetElapsedTime(Volatile.Read(ref sampledAt)) > MostAge || (since > LeastWritten && since > then / 4);
    }
}
