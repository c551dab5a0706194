using System.Collections.Concurrent;
using Arbiter.Domain.Customers;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Xunit;

namespace Arbiter.Simulation.Tests;

/// <summary>What the feed hands out is what was published, however much of it is packed, and as far back as it says.</summary>
public sealed class CommittedFeedTests
{
    const int Recent = 8;

    /// <summary>Bytes limit, the number limits while the block wraps, either in turn; records up to all of the block.</summary>
    [Theory]
    [InlineData(1, 40, 4096, 120)]
    [InlineData(2, 10, 8192, 120)]
    [InlineData(3, 14, 4096, 120)]
    [InlineData(4, 14, 4096, 1300)]
    public void Readers_get_what_was_published(int seed, int earlier, int earlierBytes, int longest)
    {
        var random = new Random(seed);
        var feed = new CommittedFeed(Recent, earlier, earlierBytes);
        var log = new List<LogRecord>();
        int begun = 0, branch = 0, packed = 0, gone = 0;
        for (var step = 0; step < 4000; step++)
        {
            if (random.Next(300) == 0)
            {
                // Another log: it may be shorter than the last one, and has other records from some place on.
                begun = Math.Max(0, log.Count + random.Next(-30, 6));
                if (log.Count > begun) log.RemoveRange(begun, log.Count - begun);
                while (log.Count < begun) log.Add(Record(random, log.Count + 1, longest));
                feed.RestartAt(begun);
                branch++;
            }
            else if (random.Next(300) == 0)
            {
                feed.StartAt(log.Count);
            }
            else
            {
                LogRecord[] some = [.. Enumerable.Range(log.Count + 1, random.Next(1, 6)).Select(seq => Record(random, seq, longest))];
                log.AddRange(some);
                feed.Publish(some);
            }

            Assert.Equal(log.Count, feed.Head);
            Assert.Equal(branch, feed.Branch);
            var after = Math.Max(0, log.Count - random.Next(-2, Recent + earlier + 10));
            var limit = random.Next(30);
            var read = feed.TryRead(after, limit);
            if (read is null)
            {
                gone++;
                Assert.True(after < begun || log.Count - after > Recent, $"seed {seed}: {after} of {log.Count} is gone");
                continue;
            }

            if (log.Count - after > Recent) packed++;
            Assert.True(after >= Math.Min(begun, log.Count), $"seed {seed}: {after} was never published");
            Assert.Equal(log.Skip(after).Take(limit), read, IsSame);
            foreach (var record in read.Where(record => log.Count - record.Seq < Recent)) Assert.Same(log[(int)record.Seq - 1], record);
        }

        Assert.True(packed > 100 && gone > 100, $"seed {seed}: {packed} reads of packed records, {gone} beyond");
    }

    /// <summary>A subscriber that came from another server, and is ahead of this one by more than what comes next.</summary>
    [Fact]
    public async Task Whoever_waits_for_a_position_waits_for_all_up_to_it()
    {
        var feed = new CommittedFeed(Recent);
        var waiting = feed.WaitAsync(3, feed.Branch, CancellationToken.None);
        foreach (var seq in (int[])[1, 2, 3])
        {
            var woken = feed.WaitAsync(seq - 1, feed.Branch, CancellationToken.None);
            feed.Publish([OfOneSize(seq)]);
            await woken;
            Assert.False(waiting.IsCompleted, $"It stands at {seq}.");
        }

        feed.Publish([OfOneSize(4)]);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_waits_for_a_log_that_has_ended_or_is_another_one(bool ends)
    {
        var feed = new CommittedFeed(Recent);
        var waiting = feed.WaitAsync(3, feed.Branch, CancellationToken.None);
        feed.Publish([OfOneSize(1)]);
        if (ends) feed.Complete();
        else feed.RestartAt(1);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(40, 1 << 20, 40)]
    [InlineData(40, 40 * Size, 40)]
    [InlineData(40, (20 * Size) + 1, 20)]
    [InlineData(40, (20 * Size) - 1, 19)]
    public void As_many_are_kept_as_there_is_room_for(int earlier, int bytes, int kept)
    {
        var feed = new CommittedFeed(Recent, earlier, bytes);
        for (var seq = 1; seq <= 500; seq++)
        {
            feed.Publish([OfOneSize(seq)]);
            var first = Math.Max(1, seq - Recent - kept + 1);
            Assert.Equal(seq - first + 1, feed.TryRead(first - 1, 1000)?.Count);
            if (first > 1) Assert.Null(feed.TryRead(first - 2, 0));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_record_may_fill_all_the_room_and_one_that_does_not_fit_leaves_the_recent_ones(int more, int kept)
    {
        const int Bytes = 4096;
        var feed = new CommittedFeed(Recent, 40, Bytes);
        LogRecord[] log = [.. Enumerable.Range(1, 28).Select(seq => seq == 20 ? OfOneSize(seq, Bytes - Size + more) : OfOneSize(seq))];
        feed.Publish(log);
        Assert.Null(feed.TryRead(20 - kept - 1, 0));
        Assert.Equal(log.Skip(20 - kept), feed.TryRead(20 - kept, 100)!, IsSame);
    }

    [Fact]
    public async Task What_was_read_does_not_change_when_more_is_published()
    {
        var cancel = TestContext.Current.CancellationToken;
        var feed = new CommittedFeed(Recent, 20, 4096);
        var wrong = new ConcurrentQueue<string>();
        var done = false;
        var packed = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                while (!Volatile.Read(ref done))
                {
                    var read = feed.TryRead(Math.Max(0, feed.Head - 20), 20) ?? [];
                    if (read.Count == 20) Interlocked.Increment(ref packed);
                    foreach (var record in read)
                    {
                        if (!IsSame(record, OfOneSize((int)record.Seq))) wrong.Enqueue($"{record.Seq}: {record}");
                    }
                }
            },
            cancel)).ToArray();
        // As long as it takes for both to have met it: a machine may be slow to begin with them.
        for (var seq = 1; seq <= 20_000 || (Volatile.Read(ref packed) < 5000 && !readers.Any(reader => reader.IsCompleted)); seq++) feed.Publish([OfOneSize(seq)]);
        Volatile.Write(ref done, true);
        await Task.WhenAll(readers);
        Assert.Empty(wrong);
    }

    /// <summary>Bytes of a record of <see cref="OfOneSize"/>: fixed ones, three lengths, and its texts.</summary>
    const int Size = 68 + (3 * 4) + 12 + 4 + 12;

    static LogRecord OfOneSize(int seq, int more = 0)
    {
        var hash = new byte[32];
        BitConverter.TryWriteBytes(hash, seq);
        return new LogRecord(
            seq, seq - 1, "claimGranted", new CustomerId(new Guid(seq, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)), DateTimeOffset.UnixEpoch.AddSeconds(seq), "rep1",
            seq.ToString("D12") + new string('x', more), hash);
    }

    static LogRecord Record(Random random, long seq, int longest)
    {
        var hash = new byte[32];
        random.NextBytes(hash);
        var customer = new byte[16];
        random.NextBytes(customer);
        return new LogRecord(
            seq, random.NextInt64(seq), random.Next(2) == 0 ? "claimGranted" : "policyChanged", random.Next(4) == 0 ? null : new CustomerId(new Guid(customer)),
            DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(1L << 41)), "rep:王" + random.Next(100), new string('界', random.Next(longest)), hash);
    }

    static bool IsSame(LogRecord one, LogRecord other) => one with { Hash = other.Hash } == other && one.Hash.AsSpan().SequenceEqual(other.Hash);
}
