namespace Arbiter.Engine;

/// <summary>The instant, in the whole milliseconds that Arbiter decides, stores and shows.</summary>
public static class Clock
{
    public static DateTimeOffset NowMs(this TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
