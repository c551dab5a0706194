using System.Buffers;
using System.Text;
using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Relay;

namespace Arbiter.Server.Tests.Relay;

/// <summary>What one replica tells another of the log is what stands there, or it is nothing.</summary>
public sealed class PieceRules
{
    static readonly CustomerId Customer = new(new Guid("01a213d8-efa2-701f-bf4d-9f68e860977c"));
    static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_772_413_200_123);
    static readonly CustomerKey[] Keys = [new(Scope.Default, IdentifierKind.Phone, "+8613800000001"), new(new Scope("emea"), IdentifierKind.Company, "北京\"某\"科技")];

    static readonly LogPiece Whole = Told(new LogHead(41, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]), 3);

    [Fact]
    public void A_piece_arrives_as_it_stands_in_the_log()
    {
        var arrived = Arrived(Text(Whole));

        Assert.True(arrived.Before.IsSameAs(Whole.Before));
        Assert.True(arrived.Head.IsSameAs(Whole.Head));
        Assert.NotNull(LogPiece.Checked(Whole.Before, arrived.Records));
        Assert.Equal(Whole.Records.Select(r => (r.Seq, r.Prev, r.Type, r.Customer, r.At, r.Actor, r.Payload)), arrived.Records.Select(r => (r.Seq, r.Prev, r.Type, r.Customer, r.At, r.Actor, r.Payload)));
        Assert.All(Whole.Records.Zip(arrived.Records), pair => Assert.Equal(pair.First.Bound!, pair.Second.Bound!));
        Assert.Equal(4, Assert.IsType<RepeatsCounted>(arrived.Records[1].Event).Repeats);
    }

    [Theory]
    [InlineData("\"repeats\":4", "\"repeats\":5")]
    [InlineData("\"repeats\":4", "\"repeats\": 4")]
    [InlineData("\"after\":41", "\"after\":42")]
    [InlineData("\"before\":\"AAEC", "\"before\":\"AAED")]
    [InlineData("1772413200123", "1772413200124")]
    public void What_was_changed_on_the_way_is_no_piece(string written, string changed)
    {
        var text = Text(Whole);
        Assert.Contains(written, text, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => Arrived(text.Replace(written, changed, StringComparison.Ordinal)));
    }

    [Fact]
    public void Records_that_do_not_follow_on_one_another_are_no_piece()
    {
        Assert.Null(LogPiece.Checked(Whole.Before, []));
        Assert.Null(LogPiece.Checked(Whole.Before, [Whole.Records[0], Whole.Records[2]]));
        Assert.Null(LogPiece.Checked(Whole.Before, [Whole.Records[0] with { Actor = "other" }]));
        Assert.Null(LogPiece.Checked(Whole.Before with { Hash = new byte[32] }, Whole.Records));
    }

    [Fact]
    public void Of_a_piece_that_is_known_in_part_the_rest_is_news()
    {
        Assert.Same(Whole.Records, Whole.After(Whole.Before));
        Assert.Equal(Whole.Records.Skip(2), Whole.After(HeadAt(1)));
        Assert.Null(Whole.After(Whole.Head));
        Assert.Null(Whole.After(HeadAt(1) with { Hash = new byte[32] }));
        Assert.Null(Whole.After(new LogHead(7, new byte[32])));
    }

    [Fact]
    public void Pieces_are_joined_where_the_one_follows_on_the_other()
    {
        var next = Told(Whole.Head, 2);

        Assert.Equal([.. Whole.Records, .. next.Records], Whole.JoinedBy(next, 5)!.Records);
        Assert.True(Whole.JoinedBy(next, 5)!.Head.IsSameAs(next.Head));
        Assert.Null(Whole.JoinedBy(next, 4));
        Assert.Null(next.JoinedBy(Whole, 5));
    }

    /// <summary>A replica that is behind, at a leader that commits all the time, is soon abreast of it.</summary>
    [Fact]
    public async Task What_comes_while_something_missing_is_being_read_waits_for_that()
    {
        var (known, committed, reads) = (0L, 0L, 0);
        // Goes on with whoever awaits it, right away.
        var read = new TaskCompletionSource();
        var pieces = Following(6);
        var intake = new PieceIntake(
            piece =>
            {
                if (piece.Before.Seq > known) return Task.FromResult(true);
                known = Math.Max(known, piece.Head.Seq);
                return Task.FromResult(false);
            },
            async _ =>
            {
                reads++;
                var found = committed;
                await read.Task;
                known = found;
            });

        // The first is missed, the next two are committed before the log is read, and two more before it is known what was read.
        foreach (var piece in pieces[1..5])
        {
            committed = pieces[2].Head.Seq;
            await intake.TakeAsync(piece);
        }

        Assert.Equal((0, 1), (known, reads));
        read.SetResult();
        await intake.TakeAsync(pieces[5]);
        Assert.Equal((pieces[5].Head.Seq, 1), (known, reads));
        await intake.EndAsync();
    }

    [Fact]
    public async Task A_replica_that_cannot_read_holds_no_more_than_it_may_and_goes_on_when_it_can()
    {
        var (known, reads) = (0L, 0);
        var pieces = Following(10_001);
        var read = new TaskCompletionSource();
        var intake = new PieceIntake(
            piece =>
            {
                if (piece.Before.Seq > known) return Task.FromResult(true);
                known = Math.Max(known, piece.Head.Seq);
                return Task.FromResult(false);
            },
            _ =>
            {
                if (reads++ > 0) known = pieces[^1].Head.Seq;
                return reads == 1 ? read.Task : Task.CompletedTask;
            });

        foreach (var piece in pieces[1..10_000]) await intake.TakeAsync(piece);
        read.SetException(new InvalidOperationException("The store is away."));
        await intake.TakeAsync(pieces[9_999]);
        Assert.Equal((0, 1), (known, reads));
        await intake.TakeAsync(pieces[10_000]);

        Assert.Equal((pieces[^1].Head.Seq, 2), (known, reads));
        await intake.EndAsync();
    }

    /// <summary>The first begins with the log.</summary>
    static List<LogPiece> Following(int count)
    {
        List<LogPiece> pieces = [Told(LogHead.Empty, 1)];
        while (pieces.Count < count) pieces.Add(Told(pieces[^1].Head, 1));
        return pieces;
    }

    static LogHead HeadAt(int record) => new(Whole.Records[record].Seq, Whole.Records[record].Hash);

    static LogPiece Told(LogHead before, int count)
    {
        var (records, head) = (new List<LogRecord>(), before);
        for (var i = 0; i < count; i++)
        {
            var payload = $$"""{"scope":"default","rep":"rep-01","repeats":{{i + 3}}}""";
            var record = new LogRecord(head.Seq + 1, i, "repeatsCounted", Customer, At, "某人", payload, []);
            record = record with { Hash = HashChain.Next(head.Hash, record.Seq, record.Prev, At, Customer, record.Type, record.Actor, payload), Bound = [.. Keys.Take(i)] };
            records.Add(record);
            head = new LogHead(record.Seq, record.Hash);
        }

        return LogPiece.Checked(before, records)!;
    }

    static string Text(LogPiece piece)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            PieceJson.Write(json, piece);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static LogPiece Arrived(string text)
    {
        using var document = JsonDocument.Parse(text);
        return PieceJson.Read(document.RootElement.GetProperty("piece"));
    }
}
