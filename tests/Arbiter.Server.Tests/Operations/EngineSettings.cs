using Arbiter.Server.Hosting;

namespace Arbiter.Server.Tests.Operations;

/// <summary>Which engine decides is a setting, and a wrong one is told in a sentence before anything is served.</summary>
public sealed class EngineSettings
{
    [Fact]
    public void An_engine_that_there_is_not_is_refused_with_those_that_there_are()
    {
        var refused = Assert.Throws<SettingException>(() => ArbiterApp.Build(Options with { Engine = "orlean" }));

        Assert.Contains("'local'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'orleans'", refused.Message, StringComparison.Ordinal);
    }

#if !ORLEANS
    [Fact]
    public void A_build_without_Orleans_says_that_it_has_no_such_engine_and_which_has()
    {
        var refused = Assert.Throws<SettingException>(() => ArbiterApp.Build(Options with { Engine = "orleans" }));

        Assert.Contains("does not have the engine 'orleans'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("-p:WithOrleans=true", refused.Message, StringComparison.Ordinal);
    }
#endif

    static ServeOptions Options => new("Data Source=never-opened.db", "http://127.0.0.1:0", Demo: false, Seed: 1);
}
