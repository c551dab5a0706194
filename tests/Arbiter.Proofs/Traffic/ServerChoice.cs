using System.Diagnostics;

namespace Arbiter.Proofs.Traffic;

/// <summary>
/// Which server the next attempt goes to: any, but not one that failed somebody within the last second; after that one client tries it for all. A load balancer's part, as small as
/// it can be.
/// </summary>
sealed class ServerChoice(int servers, bool keepAway)
{
    static readonly long Away = Stopwatch.Frequency;
    readonly long[] failedAt = new long[servers];
    readonly Lock gate = new();

    public int Next(Random random)
    {
        if (!keepAway) return random.Next(servers);
        var now = Stopwatch.GetTimestamp();
        lock (gate)
        {
            var first = random.Next(servers);
            for (var i = 0; i < servers; i++)
            {
                var server = (first + i) % servers;
                if (failedAt[server] == 0) return server;
                if (now - failedAt[server] < Away) continue;
                failedAt[server] = now;
                return server;
            }

            return first;
        }
    }

    public void Tell(int server, bool answered)
    {
        lock (gate) failedAt[server] = answered ? 0 : Stopwatch.GetTimestamp();
    }
}
