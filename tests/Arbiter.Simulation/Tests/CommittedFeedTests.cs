using Arbiter.Domain.Customers;
using Arbiter.Engine.Feed;
using Arbiter.Engine.Journal;
using Xunit;

namespace Arbiter.Simulation.Tests;

/// <summary>What the feed hands out is what was published, however much of it is packed, and as far back as it says.</summary>
public sealed class CommittedFeedTests
{
    const int Recent = 8, Earlier = 40, EarlierBytes = 4096;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Readers_get_what_was_published(int seed)
    {
        var random = new Random(seed);
        var feed = new CommittedFeed(Recent, Earlier, EarlierBytes);
        var log = new List<LogRecord>();
        var begun = 0L;
        int packed = 0, gone = 0;
        for (var step = 0; step < 3000; step++)
        {
            if (random.Next(400) == 0)
            {
                // The log is opened again, further on: what lies between was never published here.
                begun = log.Count + random.Next(5);
                while (log.Count < begun) log.Add(Record(random, log.Count + 1));
                feed.RestartAt(begun);
            }
            else
            {
                LogRecord[] some = [.. Enumerable.Range(log.Count + 1, random.Next(1, 6)).Select(seq => Record(random, seq))];
                log.AddRange(some);
                feed.Publish(some);
            }

            var after = Math.Max(0, log.Count - random.Next(Recent + Earlier + 10));
            var limit = random.Next(1, 30);
            var read = feed.TryRead(after, limit);
            if (read is null)
            {
                gone++;
                Assert.True(after < begun || log.Count - after > Recent, $"seed {seed}: {after} of {log.Count} is gone");
                continue;
            }

            if (log.Count - after > Recent) packed++;
            Assert.True(after >= begun || after == log.Count, $"seed {seed}: {after} was never published");
            Assert.Equal(log.Skip(after).Take(limit), read, IsSame);
        }

        Assert.True(packed > 500 && gone > 100, $"seed {seed}: {packed} reads of packed records, {gone} beyond");
    }

    [Fact]
    public void As_many_are_kept_as_there_is_room_for()
    {
        var feed = new CommittedFeed(Recent, Earlier, 1 << 20);
        feed.Publish([.. Enumerable.Range(1, 100).Select(seq => Record(new Random(seq), seq))]);
        Assert.Equal(Recent + Earlier, feed.TryRead(100 - Recent - Earlier, 100)!.Count);
        Assert.Null(feed.TryRead(100 - Recent - Earlier - 1, 100));
    }

    [Fact]
    public void A_record_that_there_is_no_room_for_leaves_the_recent_ones()
    {
        var feed = new CommittedFeed(Recent, Earlier, EarlierBytes);
        LogRecord[] log = [.. Enumerable.Range(1, 30).Select(seq => Record(new Random(seq), seq, payloadLength: seq == 20 ? 2 * EarlierBytes : 10))];
        feed.Publish(log);
        Assert.Null(feed.TryRead(19, 100));
        Assert.Equal(log.Skip(20), feed.TryRead(20, 100)!, IsSame);
    }

    static LogRecord Record(Random random, long seq, int? payloadLength = null)
    {
        var hash = new byte[32];
        random.NextBytes(hash);
        var customer = new byte[16];
        random.NextBytes(customer);
        return new LogRecord(
            seq, random.NextInt64(seq), random.Next(2) == 0 ? "claimGranted" : "policyChanged", random.Next(4) == 0 ? null : new CustomerId(new Guid(customer)),
            DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(1L << 41)), "rep:王" + random.Next(100), new string('界', payloadLength ?? random.Next(120)), hash);
    }

    static bool IsSame(LogRecord one, LogRecord other) => one with { Hash = other.Hash } == other && one.Hash.AsSpan().SequenceEqual(other.Hash);
}
