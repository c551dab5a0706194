using System.Text.RegularExpressions;
using Arbiter.Deployment.Tests.Program;
using Arbiter.Deployment.Tests.Rendering;
using Arbiter.Deployment.Tests.Running;
using Arbiter.Server.Hosting;
using k8s.Models;

namespace Arbiter.Deployment.Tests.Checks;

/// <summary>Every argument and variable exists in the program, and every port and selector leads somewhere.</summary>
static partial class WiringCheck
{
    public static IEnumerable<string> Faults(Manifests manifests) =>
    [
        .. manifests.OwnContainers().SelectMany(c => Arguments(c).Concat(Variables(manifests, c))),
        .. Port(manifests), .. Services(manifests), .. Ingresses(manifests), .. Selectors(manifests), .. NetworkPorts(manifests),
    ];

    static IEnumerable<string> Arguments(V1Container container)
    {
        if (container.Command is not null) yield return $"{container.Name}: the image's entry point is the program; give arguments only.";
        foreach (var fault in CommandLine.Faults(container.Args)) yield return $"{container.Name}: {fault}";
    }

    static IEnumerable<string> Variables(Manifests manifests, V1Container container)
    {
        var variables = manifests.Environment(container).ToList();
        var used = variables.SelectMany(v => Reference().Matches(v.Value ?? "").Select(m => m.Groups[1].Value)).ToHashSet();
        for (var i = 0; i < variables.Count; i++)
        {
            var (name, value) = variables[i];
            if (!used.Contains(name) && !Exists(name)) yield return $"{container.Name}: nothing reads the variable {name}.";
            foreach (Match reference in Reference().Matches(value ?? ""))
            {
                if (variables.Take(i).All(v => v.Name != reference.Groups[1].Value)) yield return $"{container.Name}: {name} names {reference.Value}, which is not set before it.";
            }
        }
    }

    static bool Exists(string variable) => Settings.All.Any(s => s.Variable == variable) || LibraryVariables.Proofs.ContainsKey(variable);

    /// <summary>Where the program listens is the port that the container names.</summary>
    static IEnumerable<string> Port(Manifests manifests)
    {
        var urls = manifests.Environment(manifests.Server).Where(v => v.Name == "ASPNETCORE_URLS").Select(v => v.Value).SingleOrDefault();
        var http = manifests.Server.Ports.SingleOrDefault(p => p.Name == "http")?.ContainerPort;
        if (http is null || urls?.EndsWith($":{http}", StringComparison.Ordinal) != true) yield return $"The server listens at '{urls}', and its port http is {http}.";
        foreach (var (name, value) in manifests.Environment(manifests.Server).Where(v => v.Name.StartsWith("Arbiter__", StringComparison.Ordinal) && v.Name.EndsWith("Port", StringComparison.Ordinal)))
        {
            if (value is null || Manifests.Port(manifests.Pod, value) is null) yield return $"{name} is {value}, which is no port of the container.";
        }

        foreach (var (_, _, pod) in manifests.Pods())
        {
            foreach (var probe in pod.Containers.SelectMany(c => (V1Probe?[])[c.StartupProbe, c.LivenessProbe, c.ReadinessProbe]).OfType<V1Probe>())
            {
                var port = probe.HttpGet?.Port ?? probe.TcpSocket?.Port;
                if (port is not null && Manifests.Port(pod, port) is null) yield return $"A probe asks at port {port.Value}, which no container has.";
            }
        }
    }

    static IEnumerable<string> Services(Manifests manifests) =>
        from service in manifests.All<V1Service>()
        let pods = manifests.Pods().Where(p => Manifests.Selects(service.Spec.Selector, p.Labels)).ToList()
        where pods.Count != 1 || service.Spec.Ports.Any(p => Manifests.Port(pods[0].Spec, p.TargetPort) is null)
        select $"Service {service.Metadata.Name}: its selector or a port leads nowhere, or to more than one kind of pod.";

    static IEnumerable<string> Ingresses(Manifests manifests) =>
        from ingress in manifests.All<V1Ingress>()
        from path in ingress.Spec.Rules.SelectMany(r => r.Http.Paths)
        let service = manifests.All<V1Service>().SingleOrDefault(s => s.Metadata.Name == path.Backend.Service.Name)
        where service is null || service.Spec.Ports.All(p => p.Name != path.Backend.Service.Port.Name)
        select $"Ingress {ingress.Metadata.Name}: there is no service {path.Backend.Service.Name} with port {path.Backend.Service.Port.Name}.";

    static IEnumerable<string> Selectors(Manifests manifests)
    {
        var selectors = manifests.All<V1PodDisruptionBudget>().Select(b => ("PodDisruptionBudget", b.Spec.Selector))
            .Concat(manifests.All<V1NetworkPolicy>().Select(p => ($"NetworkPolicy {p.Metadata.Name}", p.Spec.PodSelector)))
            .Concat(manifests.All<V1Deployment>().Select(d => ("Deployment", d.Spec.Selector)));
        return selectors.Where(s => !manifests.Pods().Any(p => Manifests.Selects(s.Item2.MatchLabels, p.Labels))).Select(s => $"{s.Item1}: selects no pod.");
    }

    /// <summary>What a policy lets in arrives at a port that the pods have.</summary>
    static IEnumerable<string> NetworkPorts(Manifests manifests) =>
        from policy in manifests.All<V1NetworkPolicy>()
        let pods = manifests.Pods().Where(p => Manifests.Selects(policy.Spec.PodSelector.MatchLabels, p.Labels)).ToList()
        from port in (policy.Spec.Ingress ?? []).SelectMany(i => i.Ports ?? [])
        where pods.All(p => Manifests.Port(p.Spec, port.Port) is null)
        select $"NetworkPolicy {policy.Metadata.Name}: opens port {port.Port.Value}, which its pods do not have.";

    [GeneratedRegex(@"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")]
    private static partial Regex Reference();
}
