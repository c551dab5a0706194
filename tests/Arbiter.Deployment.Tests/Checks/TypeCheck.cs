using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Arbiter.Deployment.Tests.Checks;

/// <summary>Where the API wants text, YAML must not read a number or a truth value; typed reading would hide it, and a cluster refuses it.</summary>
static class TypeCheck
{
    static readonly string[] TextMaps = ["data", "annotations", "labels", "matchLabels", "selector", "nodeSelector"];

    public static IEnumerable<string> Faults(string yaml)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(yaml);
        stream.Load(reader);
        return stream.Documents.SelectMany(d => Walk(d.RootNode, ""));
    }

    static IEnumerable<string> Walk(YamlNode node, string path) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(pair =>
        {
            var name = pair.Key.ToString();
            var isText = TextMaps.Contains(path.Split('/')[^1]) || (name is "value" && path.EndsWith("/env", StringComparison.Ordinal)) || path.EndsWith("/args", StringComparison.Ordinal);
            return isText && pair.Value is YamlScalarNode scalar ? Text(scalar, $"{path}/{name}") : Walk(pair.Value, $"{path}/{name}");
        }),
        YamlSequenceNode list => list.Children.SelectMany(child => path.EndsWith("/args", StringComparison.Ordinal) && child is YamlScalarNode scalar ? Text(scalar, path) : Walk(child, path)),
        _ => [],
    };

    static IEnumerable<string> Text(YamlScalarNode scalar, string path)
    {
        if (scalar.Style == ScalarStyle.Plain && (double.TryParse(scalar.Value, out _) || bool.TryParse(scalar.Value, out _) || scalar.Value is null or "" or "null" or "~"))
            yield return $"{path}: {scalar.Value} is no text; put it in quotes.";
    }
}
