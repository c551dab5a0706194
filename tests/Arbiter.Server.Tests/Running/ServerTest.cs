using Arbiter.Testing;

namespace Arbiter.Server.Tests.Running;

/// <summary>A test with a server of its own and a clock that stands until the test moves it.</summary>
public abstract class ServerTest(Store store = Store.Sqlite) : IAsyncLifetime
{
    ArbiterHost? arbiter;

    protected static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    protected Store Store => store;

    protected FakeClock Clock { get; } = new();

    protected DateTimeOffset Now => Clock.GetUtcNow();

    protected ArbiterHost Arbiter => arbiter!;

    protected ArbiterClient Rep1 => Arbiter.As("rep-01");

    protected ArbiterClient Rep2 => Arbiter.As("rep-02");

    protected ArbiterClient Rep3 => Arbiter.As("rep-03");

    protected virtual Task<ArbiterHost> StartAsync() => ArbiterHost.StartAsync(store, Clock);

    public async ValueTask InitializeAsync() => arbiter = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (arbiter is null) return;
        await arbiter.DisposeAsync();
        // A fault shows as a 500 or, worse, not at all; its place stands in the log.
        var faults = arbiter.Logs.Where(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal))
            .Where(line => !line.Contains("HubException", StringComparison.Ordinal)).ToList();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>
    /// Moves the wall clock alone: nothing that waits for time to pass goes off, the sweep included. What is decided afterwards is decided by the instant.
    /// </summary>
    protected void At(DateTimeOffset instant) => Clock.JumpTo(instant);

    protected void Later(TimeSpan by) => Clock.JumpTo(Now + by);

    /// <summary>A mobile number nobody else has.</summary>
    protected static string Phone(int number) => $"137{(number * 7919L + 52_604_391) % 100_000_000:D8}";
}
