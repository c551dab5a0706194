using Arbiter.Testing;

namespace Arbiter.Server.Tests.Running;

/// <summary>Waits for what comes by itself, and only as long as it takes.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<T> Get<T>(Func<Task<T>> look, Func<T, bool> good, string what)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var seen = await look();
            if (good(seen)) return seen;
            Assert.True(DateTime.UtcNow < deadline, $"Not in {Patience.TotalSeconds:F0} s: {what}. Last seen: {seen}");
            await Task.Delay(5);
        }
    }

    public static Task Is(Func<Task<bool>> look, string what) => Get(look, seen => seen, what);

    /// <summary>For what waits by a clock that stands unless somebody moves it: as long as it has not come, the clock goes on by <paramref name="step"/>.</summary>
    public static Task Is(FakeClock? clock, TimeSpan step, Func<Task<bool>> look, string what) => Is(
        async () =>
        {
            if (await look()) return true;
            clock?.Advance(step);
            return false;
        },
        what);

    public static async Task<T> InTime<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not in {Patience.TotalSeconds:F0} s: {what}.");
            throw;
        }
    }
}
