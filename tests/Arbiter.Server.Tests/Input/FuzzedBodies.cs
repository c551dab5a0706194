using System.Text;
using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Input;

/// <summary>Valid bodies with bytes changed at random: an answer or a problem, never a fault, and what is refused leaves no trace.</summary>
public sealed class FuzzedBodies(ITestOutputHelper output) : ServerTest
{
    const int Rounds = 250;
    static readonly string[] Bits = ["null", "\"", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "-1", "1e999", "\u202e", "😀", "\0", "true", "\"kind\"", "0", " "];

    public static TheoryData<int> Seeds => [11, 12, Environment.TickCount & 0xffff];

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Seeds))]
    public async Task Any_bytes_at_all(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var customer = (await Rep1.Claim(phone: Phone(1))).Customer;
        for (var round = 0; round < Rounds; round++)
        {
            var endpoint = BodyEndpoint.All[random.Next(BodyEndpoint.All.Length)];
            var body = Mutate(random, Encoding.UTF8.GetBytes(endpoint.Valid));
            await Arbiter.ComparedAsync();
            var head = await Arbiter.HeadAsync();

            var reply = await endpoint.Send(Arbiter, customer, body, chunked: random.Next(4) == 0);

            if (reply.Status == 200) continue;
            Assert.True(reply.Status is 400 or 403 or 404 or 409 or 412 or 413 or 415 or 422 or 428, $"seed {seed}, {endpoint}: {reply} to {Convert.ToHexString(body)}");
            reply.AssertProblem();
            // Protection that ended is written down by whoever comes by; the clock stands, so nothing may be.
            Assert.Equal(head, await Arbiter.HeadAsync());
        }
    }

    internal static byte[] Mutate(Random random, byte[] body)
    {
        var bytes = body.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Bits[random.Next(Bits.Length)])); break;
                case 3: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 30)).ToList()); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }

            if (bytes.Count == 0) bytes.Add((byte)' ');
        }

        return [.. bytes];
    }
}
