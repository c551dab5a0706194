using Arbiter.Deployment.Tests.Checks;
using Arbiter.Deployment.Tests.Program;
using Arbiter.Deployment.Tests.Rendering;

namespace Arbiter.Deployment.Tests;

/// <summary>Every overlay renders, is what the API takes, and names only what the program has.</summary>
public sealed class OverlayTests(ArbiterFacts facts)
{
    /// <summary>Every folder that can be applied: none is forgotten here.</summary>
    public static TheoryData<string> Everything => [.. Directory.GetDirectories(Repository.Path("k8s/overlays")).Select(d => "overlays/" + Path.GetFileName(d)).Append("base")];

    public static TheoryData<string> Production => ["overlays/replicas", "overlays/orleans"];

    [Theory]
    [MemberData(nameof(Everything))]
    public void It_names_only_what_the_program_has(string overlay)
    {
        var manifests = Manifests.Of(overlay);

        Assert.Empty(WiringCheck.Faults(manifests).Concat(TypeCheck.Faults(manifests.Yaml)));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void It_gives_nothing_away_and_nobody_more_than_needed(string overlay) => Assert.Empty(SecurityCheck.Faults(Manifests.Of(overlay)));

    [Theory]
    [MemberData(nameof(Everything))]
    public void Servers_begin_are_watched_and_end_in_order(string overlay) => Assert.Empty(LifecycleCheck.Faults(Manifests.Of(overlay), facts));

    [Theory]
    [MemberData(nameof(Production))]
    public void Production_is_spread_scaled_reachable_and_watched(string overlay) => Assert.Empty(AvailabilityCheck.Faults(Manifests.Of(overlay), facts));

    [Theory]
    [MemberData(nameof(Everything))]
    public void Everything_is_in_the_overlays_own_namespace(string overlay)
    {
        if (overlay == "base") return;
        var manifests = Manifests.Of(overlay);
        var space = manifests.All<k8s.Models.V1Namespace>().Single().Metadata.Name;

        var others = manifests.All<k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>>().Where(o => o is not k8s.Models.V1Namespace && o.Metadata.NamespaceProperty != space);

        Assert.Empty(others.Select(o => $"{o.Kind} {o.Metadata.Name}"));
    }

    [Fact]
    public void The_settings_of_the_Orleans_overlay_are_those_of_the_engine()
    {
        var manifests = Manifests.Of("overlays/orleans");

        Assert.Empty(WiringCheck.Faults(manifests));
        Assert.Equal("serve", CommandLine.Command(manifests.Server.Args));
        Assert.All(["Arbiter__Orleans__SiloPort", "Arbiter__Orleans__ClusterId"], name => Assert.Contains(manifests.Environment(manifests.Server), v => v.Name == name));
    }
}
