using k8s;
using k8s.Models;

namespace Arbiter.Deployment.Tests.Rendering;

/// <summary>What one overlay puts into a cluster, as the API's own types: a field that the API does not know fails the reading.</summary>
sealed class Manifests(string yaml)
{
    /// <summary>The image that the repository's Dockerfile makes, without its tag.</summary>
    public const string OwnImage = "arbiter";

    readonly List<object> all = KubernetesYaml.LoadAllFromString(yaml, typeMap: null, strict: true);

    public string Yaml => yaml;

    public V1Deployment Deployment => All<V1Deployment>().Single();

    public V1PodSpec Pod => Deployment.Spec.Template.Spec;

    public V1Container Server => Pod.Containers.Single(c => c.Name == "arbiter");

    public V1Job Job => All<V1Job>().Single();

    public static Manifests Of(string folder) => new(Kustomize.Render(folder));

    public IEnumerable<T> All<T>() => all.OfType<T>();

    public void Remove<T>() => all.RemoveAll(o => o is T);

    /// <summary>Every pod that something here starts, with the name of what does, the labels and the spec.</summary>
    public IEnumerable<(string Name, IDictionary<string, string> Labels, V1PodSpec Spec)> Pods() =>
    [
        .. All<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template.Metadata.Labels, d.Spec.Template.Spec)),
        .. All<V1StatefulSet>().Select(s => (s.Metadata.Name, s.Spec.Template.Metadata.Labels, s.Spec.Template.Spec)),
        .. All<V1Job>().Select(j => (j.Metadata.Name, j.Spec.Template.Metadata.Labels, j.Spec.Template.Spec)),
    ];

    public static IEnumerable<V1Container> Containers(V1PodSpec pod) => (pod.InitContainers ?? []).Concat(pod.Containers);

    /// <summary>The containers that run our program.</summary>
    public IEnumerable<V1Container> OwnContainers() => Pods().SelectMany(p => Containers(p.Spec)).Where(c => c.Image.Split(':', '@')[0] == OwnImage);

    /// <summary>A container's environment: each variable with its literal value, or null where it comes from elsewhere.</summary>
    public IEnumerable<(string Name, string? Value)> Environment(V1Container container)
    {
        foreach (var from in container.EnvFrom ?? [])
        {
            var map = All<V1ConfigMap>().Single(m => m.Metadata.Name == from.ConfigMapRef.Name);
            foreach (var (name, value) in map.Data) yield return ((from.Prefix ?? "") + name, value);
        }

        foreach (var variable in container.Env ?? []) yield return (variable.Name, variable.ValueFrom is null ? variable.Value ?? "" : null);
    }

    /// <summary>The number of a port that is given by number or by name; null when no container of the pod has it.</summary>
    public static int? Port(V1PodSpec pod, string port)
    {
        var ports = pod.Containers.SelectMany(c => c.Ports ?? []);
        return ports.FirstOrDefault(p => p.Name == port || p.ContainerPort.ToString(System.Globalization.CultureInfo.InvariantCulture) == port)?.ContainerPort;
    }

    public static bool Selects(IDictionary<string, string>? selector, IDictionary<string, string> labels) =>
        selector is { Count: > 0 } && selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
