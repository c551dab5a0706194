using Arbiter.Server.Tests.Running;

namespace Arbiter.Server.Tests.Claims;

/// <summary>Every answer says why an identifier was refused or decides nothing, in a code that clients translate.</summary>
public sealed class WhyIdentifiers : ServerTest
{
    static readonly (string Kind, string Value, string? Refused, string? Weakness)[] Typed =
    [
        ("phone", "13752604391", null, null),
        ("phone", "010-62345671", null, "fixedLine"),
        ("phone", "400-610-1234", null, "callCentre"),
        ("email", "sales@mingde.com.cn", null, "roleMailbox"),
        ("website", "www.mingde.com.cn", null, "sharedSite"),
        ("company", "明德物流", null, "shortName"),
        ("wechat", "gh_0123456789ab", null, "officialAccount"),
        ("email", "no address", "invalidEmail", null),
        ("phone", "无", "placeholder", null),
        ("website", "https://weibo.com/mingde", "publicDomain", null),
    ];

    [Theory]
    [InlineData("/claims")]
    [InlineData("/lookups")]
    public async Task Claims_and_look_ups_say_so(string path)
    {
        var answer = (await Rep1.Post(path, new { identifiers = Typed.Select(t => new { kind = t.Kind, value = t.Value }) })).Ok();

        var told = answer.List("identifiers").Select(i => (Member(i, "refused"), Member(i, "weakness")));
        Assert.Equal(Typed.Select(t => (t.Refused, t.Weakness)), told);
    }

    [Fact]
    public async Task A_shared_key_always_says_why()
    {
        var answer = (await Rep1.Post("/claims", new { identifiers = Typed.Select(t => new { kind = t.Kind, value = t.Value }) })).Ok();

        Assert.All(answer.List("identifiers"), i => Assert.Equal(Member(i, "strength") == "shared", Member(i, "weakness") is not null));
    }

    static string? Member(System.Text.Json.JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
