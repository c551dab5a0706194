namespace Arbiter.Storage.Tests.Postgres;

/// <summary>One process at a time has a duty; it comes free when given up, or when it was not renewed.</summary>
public sealed class PostgresDutyTests(PostgresFixture postgres)
{
    static readonly TimeSpan Long = TimeSpan.FromHours(1);
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duty_is_one_process_s_until_it_gives_it_up_or_lets_it_lapse()
    {
        await using var database = await postgres.NewAsync();
        var (one, _) = await database.OpenAsync();
        var (other, _) = await database.OpenAsync();

        Assert.True(await one.Journal.TakeDutyAsync("sweep", Long, Cancel));
        Assert.True(await one.Journal.TakeDutyAsync("sweep", Long, Cancel));
        Assert.False(await other.Journal.TakeDutyAsync("sweep", Long, Cancel));
        Assert.True(await other.Journal.TakeDutyAsync("another", Long, Cancel));
        Assert.True(await one.Journal.TakeDutyAsync("sweep", TimeSpan.Zero, Cancel));
        Assert.True(await other.Journal.TakeDutyAsync("sweep", Short, Cancel));
        Assert.False(await one.Journal.TakeDutyAsync("sweep", TimeSpan.Zero, Cancel));
        while (!await one.Journal.TakeDutyAsync("sweep", Long, Cancel)) await Task.Yield();
        Assert.False(await other.Journal.TakeDutyAsync("sweep", Long, Cancel));
    }
}
