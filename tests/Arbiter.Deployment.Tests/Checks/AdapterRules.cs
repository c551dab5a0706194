using YamlDotNet.RepresentationModel;

namespace Arbiter.Deployment.Tests.Checks;

/// <summary>The rules by which prometheus-adapter makes metrics for the scaler.</summary>
static class AdapterRules
{
    const string File = "k8s/components/scaling/prometheus-adapter.yaml";

    /// <summary>Each metric with the series it is made from.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(Repository.Read(File));
        yaml.Load(reader);
        var rules = (YamlSequenceNode)yaml.Documents[0].RootNode["rules"]["custom"];
        return rules.ToDictionary(r => r["name"]["as"].ToString(), r => r["seriesQuery"].ToString().Split('{')[0]);
    }
}
