using System.Diagnostics;

namespace Arbiter.Proofs.Processes;

/// <summary>Waits for conditions; never for time to pass.</summary>
static class Poll
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task UntilAsync(string what, TimeSpan deadline, Func<bool> holds) => UntilAsync(what, deadline, () => Task.FromResult(holds()));

    public static async Task UntilAsync(string what, TimeSpan deadline, Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(began) > deadline) throw new TimeoutException($"Waited {deadline.TotalSeconds:F0} s in vain: {what}.");
            await Task.Delay(Step);
        }
    }
}
