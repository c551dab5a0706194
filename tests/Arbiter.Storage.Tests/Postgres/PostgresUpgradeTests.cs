using Arbiter.Engine.Journal;
using Arbiter.Storage.Postgres;
using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>Two releases on one database: what the older one may still do after the newer one has migrated.</summary>
public sealed class PostgresUpgradeTests(PostgresFixture postgres)
{
    static readonly IReadOnlyList<Migration> Old = Migration.Of("Postgres");

    static readonly IReadOnlyList<Migration> Next =
    [
        .. Old,
        Migration.Create("0009_notes", "-- expand\nALTER TABLE customers ADD COLUMN note text;\n"),
        Migration.Create("0010_no_notes", "-- contract: needs 9\nALTER TABLE customers DROP COLUMN note;\n"),
    ];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_expansion_leaves_the_older_release_alone_and_a_contract_waits_for_it()
    {
        await using var database = await postgres.NewAsync();
        var (old, head) = await database.OpenAsync();
        await ListenAsync(old);
        await using var next = Open(database, Next);

        var migrated = await next.MigrateAsync(Cancel);

        Assert.Equal(["0009_notes (expand: servers of the previous release go on)"], migrated.Ran);
        Assert.Contains("0010_no_notes waits: servers below level 9 still use the database (1)", migrated.Waits);
        var claimed = await old.Journal.AppendAsync(Claim(head, "13800000001"), Sample.NoRebase, Cancel);
        var (seen, _) = await next.Journal.OpenAsync(Cancel);
        Assert.True(seen.IsSameAs(claimed.Head));
        Assert.Equal(2, (await next.Journal.AppendAsync(Claim(seen, "13800000002"), Sample.NoRebase, Cancel)).Head.Seq);
        // Another server of the older release may still come.
        await using var second = Stores.Open(database.Setting, TimeProvider.System, new StoreOptions());
        Assert.Empty((await second.MigrateAsync(Cancel)).Ran);
        Assert.Equal(2, (await second.Journal.OpenAsync(Cancel)).Head.Seq);

        await old.DisposeAsync();
        Assert.Equal(["0010_no_notes (contract: servers below level 9 can no longer use the database)"], (await next.MigrateAsync(Cancel)).Ran);
        Assert.Contains("newer", (await Assert.ThrowsAsync<StoreRefusedException>(() => second.MigrateAsync(Cancel))).Message);
    }

    [Fact]
    public async Task Whoever_is_shut_out_writes_nothing_any_more()
    {
        await using var database = await postgres.NewAsync();
        var (old, head) = await database.OpenAsync();
        await ListenAsync(old);
        var before = (await old.Journal.AppendAsync(Claim(head, "13800000001"), Sample.NoRebase, Cancel)).Head;
        await using var next = Open(database, Next, new StoreOptions { ContractNow = true });
        await next.MigrateAsync(Cancel);

        // A batch, an answer that writes nothing, a look, and what is written beside the claims.
        Assert.Equal(9, (await Assert.ThrowsAsync<OutdatedException>(() => old.Journal.AppendAsync(Claim(before, "13800000002"), Sample.NoRebase, Cancel))).Needed);
        await Assert.ThrowsAsync<OutdatedException>(() => old.Journal.AppendAsync(Sample.On(before), Sample.NoRebase, Cancel));
        await Assert.ThrowsAsync<OutdatedException>(() => old.Journal.HeadAsync(Cancel));
        await RefusedAsync(() => old.Queries.SaveCheckpointAsync("leaderboard", 1, "", Cancel));
        await RefusedAsync(() => old.Journal.TakeDutyAsync("background", TimeSpan.FromSeconds(5), Cancel));
        await RefusedAsync(() => old.Replicas!.LeadAsync(new Leader(Guid.NewGuid(), "http://127.0.0.1:1"), TimeSpan.FromSeconds(3), Cancel));
        await RefusedAsync(() => old.Replicas!.IssueTicketAsync(new RelayTicket([1], [2], Guid.NewGuid()), TimeSpan.FromSeconds(3), Cancel));
        await RefusedAsync(() => old.Identity.AdvanceAsync(new("cut", 0, 1, [], []), Cancel));
        await Assert.ThrowsAsync<OutdatedException>(() => old.Journal.OpenAsync(Cancel));

        var (after, _) = await next.Journal.OpenAsync(Cancel);
        Assert.True(after.IsSameAs(before));
        Assert.Equal(2, (await next.Journal.AppendAsync(Claim(after, "13800000003"), Sample.NoRebase, Cancel)).Head.Seq);
    }

    [Fact]
    public async Task A_contract_in_the_middle_of_a_batch_waits_for_it_and_nothing_comes_after()
    {
        await using var database = await postgres.NewAsync();
        var (old, head) = await database.OpenAsync();
        var (other, _) = await database.OpenAsync();
        var before = (await other.Journal.AppendAsync(Claim(head, "13800000001"), Sample.NoRebase, Cancel)).Head;
        await using var next = Open(database, Next, new StoreOptions { ContractNow = true });
        var holds = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        // Behind the log, so it takes the lock on the head and asks to be rebased.
        var batch = Task.Run(() => old.Journal.AppendAsync(
            Claim(head, "13800000002"),
            async _ =>
            {
                holds.SetResult();
                await goOn.Task;
                return Claim(before, "13800000002");
            },
            Cancel));
        await holds.Task;

        var migrating = next.MigrateAsync(Cancel);
        await WaitsForLockAsync(database);
        goOn.SetResult();

        Assert.Equal(2, (await batch).Head.Seq);
        Assert.Equal(2, (await migrating).Ran.Count);
        await Assert.ThrowsAsync<OutdatedException>(() => other.Journal.AppendAsync(Claim(before, "13800000003"), Sample.NoRebase, Cancel));
        Assert.Equal(2, (await next.Journal.OpenAsync(Cancel)).Head.Seq);
    }

    [Fact]
    public async Task A_server_that_needs_what_was_not_run_yet_does_not_decide()
    {
        await using var database = await postgres.NewAsync();
        await database.OpenAsync();
        await using var next = Open(database, [.. Old, Next[Old.Count]]);
        await Assert.ThrowsAsync<SchemaLacksException>(() => next.Journal.OpenAsync(Cancel));
        await next.MigrateAsync(Cancel);
        await next.Journal.OpenAsync(Cancel);
    }

    static PostgresStore Open(TestDatabase database, IReadOnlyList<Migration> known, StoreOptions? options = null) =>
        PostgresStore.Open(database.Setting, TimeProvider.System, options ?? new StoreOptions(), known, readOnly: false);

    /// <summary>A server is counted among those that use the database once it listens.</summary>
    static Task ListenAsync(IStore store) => store.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(10), Cancel);

    static Batch Claim(LogHead head, string phone)
    {
        var batch = Sample.On(head);
        batch.FirstClaim(phone);
        return batch;
    }

    static async Task RefusedAsync(Func<Task> write) => Assert.Equal("ARB04", (await Assert.ThrowsAsync<PostgresException>(write)).SqlState);

    static async Task WaitsForLockAsync(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.Setting);
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'log_head'::regclass");
        while ((long)(await command.ExecuteScalarAsync(Cancel))! == 0) await Task.Yield();
    }
}
