using System.Diagnostics;
using Arbiter.Storage.Sqlite;

namespace Arbiter.Storage.Tests.Sqlite;

/// <summary>One server for each file, and readers beside it.</summary>
public sealed class SqliteServingTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused_until_the_first_is_gone()
    {
        await using var database = new SqliteTestDatabase();
        var (store, _) = await database.OpenAsync();

        var refused = Assert.Throws<StoreRefusedException>(() => Stores.Open(database.Setting, TimeProvider.System, new StoreOptions()));
        Assert.Contains("Stop it first", refused.Message);

        await store.DisposeAsync();
        await using var next = Stores.Open(database.Setting, TimeProvider.System, new StoreOptions());
        Assert.Empty((await next.MigrateAsync(Cancel)).Ran);
    }

    [Fact]
    public async Task The_lock_of_a_killed_server_is_gone_with_it()
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/usr/bin/flock")) Assert.Skip("NO flock PROGRAM: cannot hold the lock from another process.");
        await using var database = new SqliteTestDatabase();
        var name = database.Path + ".lock";
        File.WriteAllText(name, "");
        using var holder = Process.Start(new ProcessStartInfo("/usr/bin/flock", ["-x", name, "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Cancel));

        Assert.Throws<StoreRefusedException>(() => Stores.Open(database.Setting, TimeProvider.System, new StoreOptions()));
        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync(Cancel);
        await holder.StandardOutput.ReadToEndAsync(Cancel);

        Assert.Equal(0, (await database.OpenAsync()).Head.Seq);
    }

    /// <summary>The engine may open the log while a migration is still under way.</summary>
    [Fact]
    public async Task A_migration_committed_after_the_log_was_opened_does_not_stop_writing()
    {
        await using var database = new SqliteTestDatabase();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        batch.FirstClaim("13800000001");
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        var (again, _) = await store.Journal.OpenAsync(Cancel);

        using (var beside = SqliteDatabase.OpenWriter(database.Path)) beside.Execute("CREATE TABLE later (a INTEGER)");
        var next = Sample.On(again);
        next.FirstClaim("13800000002");

        Assert.Equal(2, (await store.Journal.AppendAsync(next, Sample.NoRebase, Cancel)).Head.Seq);
    }

    [Fact]
    public async Task Reading_only_works_beside_a_server_and_after_it()
    {
        await using var database = new SqliteTestDatabase();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        for (var i = 0; i < 2; i++)
        {
            await using var reading = Stores.OpenReadOnly(database.Setting, TimeProvider.System, new StoreOptions());
            Assert.Empty((await reading.MigrateAsync(Cancel)).Ran);
            Assert.Equal(1, (await reading.Journal.OpenAsync(Cancel)).Head.Seq);
            Assert.NotNull(await reading.Queries.FindCustomerAsync(id, Cancel));
            await Assert.ThrowsAnyAsync<InvalidOperationException>(() => reading.Journal.AppendAsync(batch, Sample.NoRebase, Cancel));
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_tampered_or_newer_schema_is_refused()
    {
        await using var database = new SqliteTestDatabase();
        var (store, _) = await database.OpenAsync();
        Change("UPDATE migrations SET sha256 = 'x' WHERE number = 1");
        Assert.Contains("0001", (await Assert.ThrowsAsync<StoreRefusedException>(() => store.MigrateAsync(Cancel))).Message);
        Change("UPDATE migrations SET number = 99, needs = 99 WHERE number = 1");
        Assert.Contains("newer", (await Assert.ThrowsAsync<StoreRefusedException>(() => store.MigrateAsync(Cancel))).Message);

        void Change(string sql)
        {
            using var file = SqliteDatabase.OpenWriter(database.Path);
            file.Execute(sql);
        }
    }

    [Fact]
    public void A_missing_file_is_not_created_by_reading() => Assert.Throws<StoreRefusedException>(
        () => Stores.OpenReadOnly("Data Source=/nowhere/arbiter.db", TimeProvider.System, new StoreOptions()));
}
