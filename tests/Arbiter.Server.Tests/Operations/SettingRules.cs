using Arbiter.Server.Hosting;
using Arbiter.Testing;
using Microsoft.AspNetCore.Builder;

namespace Arbiter.Server.Tests.Operations;

/// <summary>A slip in the name of a setting is told at the start, instead of being a setting that silently does not hold.</summary>
public sealed class SettingRules
{
    [Theory]
    [InlineData("Arbiter:PhoneRegon")]
    [InlineData("arbiter:telephoneRegion")]
    [InlineData("Arbiter:Orleans:Adress")]
    public void A_setting_that_does_not_exist_keeps_the_server_from_starting(string name) =>
        Assert.Contains(name, Assert.Throws<SettingException>(() => Build(name, "HK")).Message, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("too-short")]
    [InlineData("a token with spaces in it")]
    [InlineData("ein-schlüssel-mit-umlaut")]
    public void An_admin_token_that_nobody_could_use_keeps_the_server_from_starting(string token) =>
        Assert.Contains("16 to 128", Assert.Throws<SettingException>(() => Build("ARBITER_ADMIN_TOKEN", token)).Message, StringComparison.Ordinal);

    [Fact]
    public void Nor_does_one_that_is_too_long_to_be_anybodys() => Assert.Throws<SettingException>(() => Build("ARBITER_ADMIN_TOKEN", new string('x', 129)));

    [Theory]
    [InlineData("ARBITER_ADMIN_TOKEN", "as-a-file-of-secrets-has-it\n")]
    [InlineData("ARBITER_ADMIN_TOKEN", "")]
    [InlineData("Arbiter:PhoneRegion", "HK")]
    [InlineData("arbiter:phoneregion", "HK")]
    [InlineData("Arbiter:Orleans:SiloPort", "11111")]
    [InlineData("SomethingElse", "1")]
    public async Task Others_do_not(string name, string value)
    {
        await using var app = Build(name, value);
        Assert.NotNull(app);
    }

    static WebApplication Build(string name, string value)
    {
        var options = new ServeOptions("Host=127.0.0.1;Port=1;Database=none;Username=nobody", "http://127.0.0.1:0", Demo: false, Seed: 1);
        return ArbiterApp.Build(options, builder => builder.Configuration[name] = value);
    }
}
