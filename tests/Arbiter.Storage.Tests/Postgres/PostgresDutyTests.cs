using System.Reflection;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Sweep;

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

    [Fact]
    public async Task Whoever_ends_while_it_is_asking_does_not_keep_what_it_was_given()
    {
        await using var database = await postgres.NewAsync();
        var (one, _) = await database.OpenAsync();
        var (other, _) = await database.OpenAsync();
        var late = DispatchProxy.Create<IJournal, CancelledTooLate>();
        ((CancelledTooLate)(object)late).Inner = one.Journal;
        var duty = new Duty(late, TimeProvider.System);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await duty.HoldAsync(Cancel));
        await duty.GiveUpAsync();

        Assert.True(await new Duty(other.Journal, TimeProvider.System).HoldAsync(Cancel));
    }

    /// <summary>Cancelled when the database has done what it was asked to, so that the asker does not hear of it.</summary>
    public class CancelledTooLate : DispatchProxy
    {
        public IJournal Inner { get; set; } = null!;

        protected override object? Invoke(MethodInfo? method, object?[]? args) => method!.Name == nameof(IJournal.TakeDutyAsync)
            ? TakeAsync((string)args![0]!, (TimeSpan)args[1]!)
            : method.Invoke(Inner, args);

        async Task<bool> TakeAsync(string duty, TimeSpan during)
        {
            await Inner.TakeDutyAsync(duty, during, CancellationToken.None);
            throw new OperationCanceledException();
        }
    }
}
