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
