using System.Diagnostics;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Compare;

/// <summary>
/// How long the disk alone makes a commit wait while a load runs: writes one page of a file beside the store's, which is there already, and waits until it is on the disk, twenty
/// times a second. When the system writes out at once what it held back (on Linux pages older than thirty seconds, by default), every commit waits behind that,
/// whoever commits.
/// </summary>
sealed class DiskProbe : IAsyncDisposable
{
    const int PageBytes = 8192;
    static readonly TimeSpan every = TimeSpan.FromMilliseconds(50);
    readonly CancellationTokenSource ending = new();
    readonly string path;
    readonly Task<TimeSpan> probing;

    DiskProbe(string path)
    {
        this.path = path;
        probing = Task.Factory.StartNew(() => Probe(path, ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public static DiskProbe Start(Workspace workspace) => new(workspace.Path($"probe-{Guid.NewGuid():N}"));

    /// <summary>The longest wait so far, of at least one; nothing is written any more.</summary>
    public async Task<TimeSpan> EndAsync()
    {
        await ending.CancelAsync();
        return await probing;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        File.Delete(path);
        ending.Dispose();
    }

    static TimeSpan Probe(string path, CancellationToken stop)
    {
        var page = new byte[PageBytes];
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        Write(); // A file that grows would write down its new size, too.
        var longest = TimeSpan.Zero;
        do
        {
            var took = Write();
            if (took > longest)
                longest = took;
        }
        while (!stop.WaitHandle.WaitOne(every));
        return longest;

        TimeSpan Write()
        {
            var began = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, 0);
            RandomAccess.FlushToDisk(file);
            return Stopwatch.GetElapsedTime(began);
        }
    }
}
