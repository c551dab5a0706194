using System.Diagnostics;

namespace Arbiter.Orleans.Tests.Running;

/// <summary>Waits for conditions, and only as long as it takes.</summary>
static class Until
{
    public static Task Is(Func<bool> holds, string what, int seconds = 30) => Is(() => Task.FromResult(holds()), what, seconds);

    public static async Task Is(Func<Task<bool>> holds, string what, int seconds = 30)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < seconds, $"Not in {seconds} s: {what}");
            await Task.Delay(10);
        }
    }
}
