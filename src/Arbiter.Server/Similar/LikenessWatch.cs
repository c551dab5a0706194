using Arbiter.Engine.Similar;

namespace Arbiter.Server.Similar;

/// <summary>Says once when the comparing of customers falls far behind the claims, and once when it has caught up: so that nobody waits for warnings that come late.</summary>
sealed class LikenessWatch(LikenessProjection likeness, TimeProvider time, ILogger log)
{
    const long Far = 50_000;
    const long Near = 1_000;

    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every, time);
        var isFar = false;
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var lag = likeness.Lag;
            if (!isFar && lag >= Far)
                log.LogWarning("Similar customers are looked for {Lag} records behind the claims: it stands back while there is much to decide, and warnings come late.", lag);
            else if (isFar && lag <= Near) log.LogInformation("Similar customers are looked for as they are claimed again.");
            isFar = lag >= Far || (isFar && lag > Near);
        }
    }
}
