using System.Buffers;
using System.Text;
using System.Text.Json;
using Arbiter.Server.Json;

namespace Arbiter.Server.Tests.Input;

/// <summary>The quick reader of claims reads what the serializer reads, or leaves it to it.</summary>
public sealed class PlainClaims(ITestOutputHelper output)
{
    const int Rounds = 20_000;

    static readonly string[] Plain =
    [
        """{"rep":"rep-1","identifiers":[{"kind":"phone","value":"13800138000"}]}""",
        """ { "identifiers" : [ {"value":"张三","kind":"company"} , {"kind":"email","value":"a@b.cn"} ] , "scope":"s","channel":"c" } """,
        """{"rep":"\u0041\n","identifiers":[{"kind":"wechat","value":"\ud83d\ude00"}]}""",
        "{}",
    ];

    static readonly string[] OutOfTheOrdinary =
    [
        """{"rep":null}""", """{"rep":"a","rep":"b"}""", """{"identifiers":[]}""", """{"identifiers":[{"kind":"phone","value":"1"},"x"]}""", """{"identifiers":[[]]}""",
        """{"identifiers":[{"kind":"phone"}]}""", """{"identifiers":[{"kind":"phone","value":"1","more":1}]}""", """{"identifiers":"x"}""", """{"other":"x"}""",
        """{"rep":"\ud800"}""", """{"rep":"a"}{}""", """{"rep":"a",}""", "[]", "\"x\"", "", "{", """{"identifiers":[{"kind":"phone","value":"1"}""", """{"identifiers":{}}""",
    ];

    [Fact]
    public void What_is_plain_is_read_as_the_serializer_reads_it() => Assert.All(Plain, text => Assert.NotNull(ReadBoth(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void The_rest_is_left_to_it() => Assert.All(OutOfTheOrdinary, text => Assert.Null(PlainClaim.TryRead(Whole(Encoding.UTF8.GetBytes(text)))));

    [Fact]
    public void Any_bytes_at_all()
    {
        var seed = Environment.TickCount & 0xffff;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = FuzzedBodies.Mutate(random, Encoding.UTF8.GetBytes(Plain[random.Next(Plain.Length)]));
            if (ReadBoth(body) is not null) read++;
        }

        Assert.InRange(read, Rounds / 100, Rounds);
    }

    /// <summary>What the quick reader read, after it was compared; cut in two, as bodies come from the network.</summary>
    static ClaimBody? ReadBoth(byte[] body)
    {
        var quick = PlainClaim.TryRead(Whole(body));
        Assert.Equal(quick is null, PlainClaim.TryRead(InTwo(body)) is null);
        if (quick is null) return null;
        var json = new Utf8JsonReader(body);
        var judged = JsonSerializer.Deserialize(ref json, BodyContext.Default.ClaimBody)!;
        Assert.False(json.Read());
        Assert.Equal(judged with { Identifiers = null }, quick with { Identifiers = null });
        Assert.Equal(judged.Identifiers ?? [], quick.Identifiers ?? []);
        return quick;
    }

    static ReadOnlySequence<byte> Whole(byte[] body) => new(body);

    static ReadOnlySequence<byte> InTwo(byte[] body)
    {
        var first = new Segment(body.AsMemory(0, body.Length / 2), 0);
        var second = new Segment(body.AsMemory(body.Length / 2), body.Length / 2);
        first.Link(second);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public void Link(Segment next) => Next = next;
    }
}
