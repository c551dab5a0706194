using System.Text;
using System.Text.Json;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Tests.Claims;

public class ClaimWriterTests
{
    static ClaimWriter Writer(Identifiers identifiers) => new(Target.Parse("http://127.0.0.1:5080"), "secret", 1, identifiers);

    static (string Head, JsonElement Body) Split(ReadOnlySpan<byte> request)
    {
        var end = request.IndexOf("\r\n\r\n"u8) + 4;
        var head = Encoding.ASCII.GetString(request[..end]);
        var length = int.Parse(head.Split("Content-Length: ")[1]);
        Assert.Equal(request.Length - end, length);
        return (head, JsonDocument.Parse(request[end..].ToArray()).RootElement);
    }

    [Fact]
    public void A_claim_is_what_the_api_asks_for()
    {
        var buffer = new byte[ClaimWriter.MaxHeadBytes + ClaimWriter.MaxClaimBytes];
        var length = Writer(Identifiers.Phone).WriteSingle(new(77, 11), buffer);
        var (head, body) = Split(buffer.AsSpan(0, length));
        Assert.StartsWith("POST /api/v1/claims HTTP/1.1\r\nHost: 127.0.0.1:5080\r\nAuthorization: Bearer secret\r\n", head);
        Assert.Equal("rep-12", body.GetProperty("rep").GetString());
        var identifier = Assert.Single(body.GetProperty("identifiers").EnumerateArray());
        Assert.Equal("phone", identifier.GetProperty("kind").GetString());
        Assert.Equal(new PhoneNumbers(1).Of(77), identifier.GetProperty("value").GetString());
    }

    [Fact]
    public void A_buffer_can_be_written_again_with_another_length()
    {
        var buffer = new byte[ClaimWriter.MaxHeadBytes + ClaimWriter.MaxClaimBytes];
        var writer = Writer(Identifiers.PhoneAndCompany);
        foreach (var key in Enumerable.Range(0, 200))
        {
            var length = writer.WriteSingle(new(key, key % Reps.Count), buffer);
            var identifiers = Split(buffer.AsSpan(0, length)).Body.GetProperty("identifiers");
            Assert.Equal(2, identifiers.GetArrayLength());
            Assert.Equal(new CompanyNames(1).Of(key), identifiers[1].GetProperty("value").GetString());
        }
    }

    [Fact]
    public void A_batch_holds_every_claim_of_the_plan()
    {
        var buffer = new byte[ClaimWriter.MaxHeadBytes + 501 * ClaimWriter.MaxClaimBytes];
        var plan = ClaimPlans.FirstClaims(1, 1000);
        var length = Writer(Identifiers.PhoneAndCompany).WriteBatch(plan, 500, 500, buffer);
        var (head, body) = Split(buffer.AsSpan(0, length));
        Assert.StartsWith("POST /api/v1/claims/batch ", head);
        var claims = body.GetProperty("claims");
        Assert.Equal(500, claims.GetArrayLength());
        Assert.Equal(new PhoneNumbers(1).Of(1502), claims[2].GetProperty("identifiers")[0].GetProperty("value").GetString());
        Assert.Equal(Reps.Id(plan(502).Rep), claims[2].GetProperty("rep").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void A_body_alone_is_that_of_the_whole_request(int claimsPerRequest)
    {
        var plan = ClaimPlans.FirstClaims(1, 1000);
        var writer = Writer(Identifiers.PhoneAndCompany);
        IWorkload workload = claimsPerRequest == 1
            ? new SingleClaims(plan, writer, new())
            : new BatchClaims(plan, writer, new(), claimsPerRequest);
        var (request, body) = (new byte[workload.MaxRequestBytes], new byte[workload.MaxRequestBytes]);

        var whole = request.AsSpan(0, workload.Write(7, request));
        var alone = body.AsSpan(0, workload.WriteBody(7, body));

        Assert.Equal(whole[(whole.IndexOf("\r\n\r\n"u8) + 4)..].ToArray(), alone.ToArray());
        Assert.StartsWith($"POST /{workload.Path} ", Split(whole).Head);
    }
}
