using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests.Postgres;

/// <summary>Several processes on one database, here as several stores.</summary>
public sealed class PostgresContentionTests(PostgresFixture postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writers_side_by_side_build_one_chain_and_each_sees_all_that_others_wrote()
    {
        await using var database = await postgres.NewAsync();
        const int writers = 4;
        const int appends = 60;
        var stores = new List<IStore>();
        for (var i = 0; i < writers; i++) stores.Add((await database.OpenAsync()).Store);

        var seen = await Task.WhenAll(stores.Select((s, i) => Task.Run(() => WriteAsync(s, i, appends), Cancel)));

        var records = await stores[0].Journal.ReadAsync(0, 10_000, Cancel);
        Assert.Equal(Enumerable.Range(1, writers * appends * 2).Select(i => (long)i), records.Select(r => r.Seq));
        var hash = LogHead.Empty.Hash;
        foreach (var record in records)
        {
            Assert.True(HashChain.Follows(hash, record));
            hash = record.Hash;
        }

        // What a writer wrote or was shown is the log without a gap, up to its last append.
        foreach (var own in seen) Assert.Equal(records.Take(own.Count), own, RecordComparer.Instance);
    }

    static async Task<List<LogRecord>> WriteAsync(IStore store, int writer, int appends)
    {
        var known = new List<LogRecord>();
        var head = LogHead.Empty;
        for (var i = 0; i < appends; i++)
        {
            var appended = await store.Journal.AppendAsync(Make(i), Rebase, Cancel);
            known.AddRange(appended.Records);
            head = appended.Head;

            ValueTask<Batch> Rebase(IReadOnlyList<LogRecord> tail)
            {
                known.AddRange(tail);
                head = new LogHead(tail[^1].Seq, tail[^1].Hash);
                return ValueTask.FromResult(Make(i));
            }
        }

        return known;

        Batch Make(int i)
        {
            var batch = Sample.On(head);
            batch.FirstClaim($"{writer}-{i}-a");
            batch.FirstClaim($"{writer}-{i}-b");
            return batch;
        }
    }

    /// <summary>Whoever told it may write to another database, from which this one took over: its log is as long and is not this one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_others_said_of_the_log_is_compared_before_anything_is_written_on_it(bool othersWroteSince)
    {
        await using var database = await postgres.NewAsync();
        var (store, empty) = await database.OpenAsync();
        var (other, _) = await database.OpenAsync();
        var head = (await store.Journal.AppendAsync(Claim(empty, "13800000001"), Sample.NoRebase, Cancel)).Head;
        var elsewhere = head with { Hash = [.. head.Hash.Reverse()] };
        if (othersWroteSince) await other.Journal.AppendAsync(Claim(head, "13800000002"), Sample.NoRebase, Cancel);
        var before = await other.Journal.HeadAsync(Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Journal.AppendAsync(Claim(elsewhere, "13800000003"), tail => ValueTask.FromResult(Claim(before, "13800000003")), Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Journal.AppendAsync(Sample.On(elsewhere, isHearsay: true), _ => ValueTask.FromResult(Sample.On(before)), Cancel));
        Assert.True((await other.Journal.HeadAsync(Cancel)).IsSameAs(before));

        await store.Journal.OpenAsync(Cancel);
        Assert.Equal(before.Seq + 1, (await store.Journal.AppendAsync(Claim(before, "13800000003"), Sample.NoRebase, Cancel)).Head.Seq);

        static Batch Claim(LogHead head, string phone)
        {
            var batch = Sample.On(head, isHearsay: true);
            batch.FirstClaim(phone);
            return batch;
        }
    }

    [Fact]
    public async Task A_process_is_shown_which_keys_others_bound()
    {
        await using var database = await postgres.NewAsync();
        var (first, head) = await database.OpenAsync();
        var (second, _) = await database.OpenAsync();
        var others = Sample.On(head);
        others.FirstClaim("13800000001");
        others.Event(null, type: "claimTurnedAway");
        others.FirstClaim("13800000002");
        await first.Journal.AppendAsync(others, Sample.NoRebase, Cancel);
        CustomerKey[][] bound = [[Sample.Phone("13800000001")], [], [Sample.Phone("13800000002")]];

        Assert.Equal(bound, (await second.Journal.TailAsync(head.Seq, 10, Cancel)).Select(r => r.Bound));
        Assert.Equal(bound[..2], (await second.Journal.TailAsync(head.Seq, 2, Cancel)).Select(r => r.Bound));
        Assert.All(await second.Journal.ReadAsync(head.Seq, 10, Cancel), r => Assert.Null(r.Bound));

        // Both when the head is only looked at, and when it is held to be written on.
        foreach (var writes in (bool[])[false, true])
        {
            IReadOnlyList<LogRecord> shown = [];
            var own = Sample.On(head);
            if (writes) own.FirstClaim("13800000003");
            await second.Journal.AppendAsync(own, Look, Cancel);
            Assert.Equal(bound, shown.Select(r => r.Bound));

            ValueTask<Batch> Look(IReadOnlyList<LogRecord> tail)
            {
                shown = tail;
                var batch = Sample.On(new LogHead(tail[^1].Seq, tail[^1].Hash));
                if (writes) batch.FirstClaim("13800000003");
                return ValueTask.FromResult(batch);
            }
        }
    }

    [Fact]
    public async Task The_same_key_claimed_by_two_processes_is_given_to_one()
    {
        await using var database = await postgres.NewAsync();
        var (first, head) = await database.OpenAsync();
        var (second, _) = await database.OpenAsync();
        var winner = Sample.On(head);
        var id = winner.FirstClaim("13800000001");
        await first.Journal.AppendAsync(winner, Sample.NoRebase, Cancel);

        // The loser did not look at what it was shown.
        var loser = Sample.On(head);
        loser.FirstClaim("13800000001");
        await Assert.ThrowsAsync<FencedException>(() => second.Journal.AppendAsync(loser, Stubborn, Cancel));

        var loaded = await second.Journal.LoadAsync(new LoadRequest { Keys = { Sample.Phone("13800000001") } }, Cancel);
        Assert.Equal(id, loaded.Keys[Sample.Phone("13800000001")]);
        // Both can go on: the lock on the head was let go.
        var after = Sample.On((await first.Journal.OpenAsync(Cancel)).Head);
        after.FirstClaim("13800000002");
        Assert.Equal(2, (await first.Journal.AppendAsync(after, Sample.NoRebase, Cancel)).Head.Seq);

        static ValueTask<Batch> Stubborn(IReadOnlyList<LogRecord> tail)
        {
            var batch = Sample.On(new LogHead(tail[^1].Seq, tail[^1].Hash));
            batch.FirstClaim("13800000001");
            return ValueTask.FromResult(batch);
        }
    }

    [Fact]
    public async Task A_process_that_was_overtaken_goes_on_both_ways_of_appending()
    {
        await using var database = await postgres.NewAsync();
        var (first, head) = await database.OpenAsync();
        var (second, _) = await database.OpenAsync();
        var overtaking = Sample.On(head);
        overtaking.FirstClaim("0");
        await second.Journal.AppendAsync(overtaking, Sample.NoRebase, Cancel);
        // Long enough to be cautious first and bold again later.
        for (var i = 1; i < 30; i++)
        {
            var batch = Sample.On(head);
            batch.FirstClaim($"{i}");
            head = (await first.Journal.AppendAsync(batch, OnTail, Cancel)).Head;

            ValueTask<Batch> OnTail(IReadOnlyList<LogRecord> tail)
            {
                Assert.Equal(1, i);
                var rebased = Sample.On(new LogHead(tail[^1].Seq, tail[^1].Hash));
                rebased.FirstClaim($"{i}");
                return ValueTask.FromResult(rebased);
            }
        }

        Assert.Equal(30, head.Seq);
    }

    [Fact]
    public async Task News_of_others_end_the_wait_and_own_news_do_not()
    {
        await using var database = await postgres.NewAsync();
        var (first, head) = await database.OpenAsync();
        var (second, _) = await database.OpenAsync();
        // Listening has begun once a wait has ended.
        await first.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(50), Cancel);

        var waiting = first.Journal.WaitForNewsAsync(TimeSpan.FromSeconds(60), Cancel);
        var own = Sample.On(head);
        own.FirstClaim("1");
        head = (await first.Journal.AppendAsync(own, Sample.NoRebase, Cancel)).Head;
        Assert.False(waiting.IsCompleted);

        var others = Sample.On(head);
        others.FirstClaim("2");
        await second.Journal.AppendAsync(others, Sample.NoRebase, Cancel);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Nobody_is_notified_where_nobody_listens()
    {
        await using var database = await postgres.NewAsync();
        var (writing, head) = await database.OpenAsync();
        var (other, _) = await database.OpenAsync();
        await using var connection = new Npgsql.NpgsqlConnection(database.Setting);
        await connection.OpenAsync(Cancel);
        var heard = new List<string>();
        connection.Notification += (_, news) => heard.Add(news.Payload);
        await using var listen = new Npgsql.NpgsqlCommand("LISTEN arbiter", connection);
        await listen.ExecuteNonQueryAsync(Cancel);

        await other.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(10), Cancel);
        await other.Journal.IgnoreNewsAsync(TimeSpan.FromMilliseconds(10), Cancel);
        Assert.Equal(["end"], await HeardAsync("1"));
        await other.Journal.WaitForNewsAsync(TimeSpan.FromMilliseconds(10), Cancel);
        Assert.Equal(["", "end"], await HeardAsync("2"));

        async Task<List<string>> HeardAsync(string claim)
        {
            heard.Clear();
            // Opened anew it asks at once who listens.
            await writing.Journal.OpenAsync(Cancel);
            await writing.Journal.IgnoreNewsAsync(TimeSpan.FromMilliseconds(10), Cancel);
            var batch = Sample.On(head);
            batch.FirstClaim(claim);
            head = (await writing.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
            // Notifications come in the order of commits.
            await using var end = new Npgsql.NpgsqlCommand("NOTIFY arbiter, 'end'", connection);
            await end.ExecuteNonQueryAsync(Cancel);
            while (!heard.Contains("end")) await connection.WaitAsync(Cancel);
            return heard;
        }
    }

    [Fact]
    public async Task A_draft_is_shown_what_others_wrote_and_be_it_nothing()
    {
        await using var database = await postgres.NewAsync();
        var (first, head) = await database.OpenAsync();
        var (second, _) = await database.OpenAsync();
        Assert.False(first.Journal.IsContended);
        head = await AppendDraftAsync(first, head, []);
        await AppendDraftAsync(second, LogHead.Empty, [1]);
        Assert.True(second.Journal.IsContended);
        await AppendDraftAsync(first, head, [2]);
        Assert.True(first.Journal.IsContended);

        static async Task<LogHead> AppendDraftAsync(IStore store, LogHead at, long[] missed)
        {
            var appended = await store.Journal.AppendAsync(new Batch { Expected = at, IsDraft = true }, OnTail, Cancel);
            return Assert.Single(appended.Records) is { Seq: var seq } ? new LogHead(seq, appended.Head.Hash) : at;

            ValueTask<Batch> OnTail(IReadOnlyList<LogRecord> tail)
            {
                Assert.Equal(missed, tail.Select(r => r.Seq));
                var batch = Sample.On(tail is [.., var last] ? new LogHead(last.Seq, last.Hash) : at);
                batch.FirstClaim($"{batch.Expected.Seq}");
                return ValueTask.FromResult(batch);
            }
        }
    }

    [Fact]
    public async Task A_tail_may_begin_within_a_row_of_the_log()
    {
        await using var database = await postgres.NewAsync();
        var (writing, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        for (var i = 0; i < 300; i++) batch.FirstClaim($"{i}");
        var appended = await writing.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        var (late, _) = await database.OpenAsync();
        foreach (var after in (int[])[0, 1, 127, 128, 129, 298, 299])
        {
            var known = after == 0 ? LogHead.Empty : new LogHead(after, appended.Records[after - 1].Hash);
            await late.Journal.AppendAsync(new Batch { Expected = known, IsDraft = true }, OnTail, Cancel);

            ValueTask<Batch> OnTail(IReadOnlyList<LogRecord> tail)
            {
                Assert.True(HashChain.Follows(known, tail));
                Assert.Equal(300, tail[^1].Seq);
                Assert.All(tail, r => Assert.Single(r.Bound!));
                return ValueTask.FromResult(Sample.On(new LogHead(300, tail[^1].Hash)));
            }
        }
    }

    [Fact]
    public async Task A_clock_that_is_off_is_refused_and_can_be_right_again()
    {
        await using var database = await postgres.NewAsync();
        foreach (var off in (TimeSpan[])[TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(-5)])
        {
            var (wrong, head) = await database.OpenAsync(new StoreOptions { MaxClockSkew = TimeSpan.FromSeconds(20) }, new ShiftedClock(off));
            var batch = Sample.On(head);
            batch.FirstClaim("1");
            var refused = await Assert.ThrowsAsync<ClockSkewException>(() => wrong.Journal.AppendAsync(batch, Sample.NoRebase, Cancel));
            Assert.Equal(off.TotalMinutes, refused.Skew.TotalMinutes, 0.5);
            await Assert.ThrowsAsync<ClockSkewException>(() => wrong.Journal.AppendAsync(Sample.On(head), Sample.NoRebase, Cancel));
        }

        var (store, start) = await database.OpenAsync(new StoreOptions { MaxClockSkew = TimeSpan.FromSeconds(20) });
        var right = Sample.On(start);
        right.FirstClaim("1");
        Assert.Equal(1, (await store.Journal.AppendAsync(right, Sample.NoRebase, Cancel)).Head.Seq);
        var (careless, end) = await database.OpenAsync(new StoreOptions { MaxClockSkew = null }, new ShiftedClock(TimeSpan.FromDays(99)));
        Assert.Empty((await careless.Journal.AppendAsync(Sample.On(end), Sample.NoRebase, Cancel)).Records);
    }

    [Fact]
    public async Task A_key_that_an_answer_says_points_nowhere_is_looked_at_again()
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        var first = Sample.On(head);
        first.FirstClaim("1");
        var next = (await store.Journal.AppendAsync(first, Sample.NoRebase, Cancel)).Head;

        var stale = Sample.On(next);
        stale.Absent.Add(Sample.Phone("1"));
        await Assert.ThrowsAsync<FencedException>(() => store.Journal.AppendAsync(stale, Sample.NoRebase, Cancel));
        stale.FirstClaim("2");
        await Assert.ThrowsAsync<FencedException>(() => store.Journal.AppendAsync(stale, Sample.NoRebase, Cancel));

        var right = Sample.On(next);
        right.Absent.Add(Sample.Phone("3"));
        Assert.Equal(next.Seq, (await store.Journal.AppendAsync(right, Sample.NoRebase, Cancel)).Head.Seq);
        right.FirstClaim("2");
        Assert.Equal(next.Seq + 1, (await store.Journal.AppendAsync(right, Sample.NoRebase, Cancel)).Head.Seq);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_is_rejected_as_a_new_one_is_looked_for_again(bool rebased)
    {
        await using var database = await postgres.NewAsync();
        var (store, head) = await database.OpenAsync();
        var known = new RequestKey("token", "1");
        var first = Sample.On(head);
        first.FirstClaim("1");
        first.Requests.Add(new RequestRow(known, 1, "x", 0, Sample.Start));
        var next = (await store.Journal.AppendAsync(first, Sample.NoRebase, Cancel)).Head;

        // With nothing to write, and beside what others of the batch write.
        await IsFencedAsync(Rejecting(known, writes: false));
        await IsFencedAsync(Rejecting(known, writes: true));
        Assert.Equal(next.Seq, (await AppendAsync(Rejecting(new RequestKey("token", "2"), writes: false))).Head.Seq);
        // What the batch itself remembers is none of it: the rejection came first.
        var both = Rejecting(new RequestKey("token", "3"), writes: true);
        both.Requests.Add(new RequestRow(new RequestKey("token", "3"), 1, "y", 0, Sample.Start));
        Assert.Equal(next.Seq + 1, (await AppendAsync(both)).Head.Seq);

        async Task IsFencedAsync(Batch batch) =>
            Assert.Equal("requests", (await Assert.ThrowsAsync<FencedException>(() => AppendAsync(batch))).Table);

        Task<Appended> AppendAsync(Batch batch) => rebased
            ? store.Journal.AppendAsync(Sample.On(head), _ => ValueTask.FromResult(batch), Cancel)
            : store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        Batch Rejecting(RequestKey request, bool writes)
        {
            var batch = Sample.On(next);
            batch.AbsentRequests.Add(request);
            if (writes) batch.FirstClaim("2");
            return batch;
        }
    }

    sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
