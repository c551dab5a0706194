using Arbiter.Server.Hosting;
using Arbiter.Server.Tests.Running;
using Arbiter.Testing;

namespace Arbiter.Server.Tests.Regions;

/// <summary>A server that is at home elsewhere: every reader of identifiers takes numbers without a country code for that region's.</summary>
public sealed class PhoneRegionRules : ServerTest
{
    const string Setting = "Arbiter:PhoneRegion";

    protected override Task<ArbiterHost> StartAsync() => ArbiterHost.StartAsync(clock: Clock, customize: builder => builder.Configuration[Setting] = "us");

    [Fact]
    public async Task A_number_as_dialled_there_is_the_one_with_the_country_code()
    {
        var granted = await Rep1.Claim(phone: "(650) 253-0000");
        granted.Is("granted", "firstClaim");

        (await Rep2.Claim(phone: "+1 650 253 0000")).Is("held", "protected");
        Assert.Contains("+16502530000", (await Arbiter.Manager.Get($"/customers/{granted.Customer}")).Ok().Json.GetRawText());
        (await Rep1.Claim(phone: "1-650-253-0000")).Is("alreadyYours", "ownerAlready");
    }

    [Fact]
    public async Task Other_countries_numbers_carry_their_code()
    {
        var granted = await Rep1.Claim(phone: "+86 138 1234 0987");

        Assert.Contains("+8613812340987", (await Arbiter.Manager.Get($"/customers/{granted.Customer}")).Ok().Json.GetRawText());
        Assert.Equal(422, (await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: "020 8366 1177"))).Status);
    }

    [Fact]
    public async Task Batches_look_ups_checks_imports_and_marks_read_them_alike()
    {
        await Rep1.Claim(phone: "(650) 253-0000");

        Assert.Equal("held", (await Rep2.LookUp("650.253.0000")).Text("status"));
        Assert.Contains("held", (await Rep2.Post("/claims/batch", new { claims = new[] { ArbiterClient.ClaimOf(phone: "650 253 0000") } })).Ok().Body);
        Assert.Contains("650-253-0000,held", (await SendCsv(Rep2, "/checks", "phone\n650-253-0000\n")).Body);
        Assert.Contains("\"verdict\":\"held\"", (await SendCsv(Arbiter.Admin, "/imports?rep=rep-02", "phone\n650-253-0000\n")).Body);
        (await Arbiter.Admin.Post("/keys/shared", new { kind = "phone", value = "6502530000" })).Ok();
    }

    [Theory]
    [InlineData("XX1")]
    [InlineData("ZZ")]
    [InlineData("United States")]
    public void A_server_with_a_region_that_does_not_exist_refuses_to_start_and_says_why(string region)
    {
        using var folder = new TempFolder();
        var options = new ServeOptions("Data Source=" + folder.File("arbiter.db"), "http://127.0.0.1:0", Demo: false, Seed: 1);

        var refused = Assert.Throws<SettingException>(() => ArbiterApp.Build(options, builder => builder.Configuration[Setting] = region));

        Assert.Contains(Setting, refused.Message);
        Assert.Contains("ISO 3166", refused.Message);
    }

    static async Task<Reply> SendCsv(ArbiterClient by, string path, string text) =>
        (await by.Send(HttpMethod.Post, path, ArbiterClient.Raw(System.Text.Encoding.UTF8.GetBytes(text), "text/csv"))).Ok();
}
