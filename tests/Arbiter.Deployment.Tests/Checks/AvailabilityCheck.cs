using Arbiter.Deployment.Tests.Program;
using Arbiter.Deployment.Tests.Rendering;
using Arbiter.Server.Telemetry;
using k8s.Models;

namespace Arbiter.Deployment.Tests.Checks;

/// <summary>What production has and a try-out need not: spread, disruption budget, scaling by real figures, a way in and a way out for telemetry.</summary>
static class AvailabilityCheck
{
    const int LongSeconds = 600;

    public static IEnumerable<string> Faults(Manifests manifests, ArbiterFacts facts) =>
        [.. Spread(manifests), .. Scaling(manifests, facts), .. WayIn(manifests), .. Telemetry(manifests), .. Network(manifests)];

    static IEnumerable<string> Spread(Manifests manifests)
    {
        var apart = manifests.Pod.Affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [];
        if (!apart.Any(t => t.PodAffinityTerm.TopologyKey == "kubernetes.io/hostname" && Manifests.Selects(t.PodAffinityTerm.LabelSelector.MatchLabels, manifests.Deployment.Spec.Template.Metadata.Labels)))
            yield return "Servers do not keep away from each other.";
        if (manifests.All<V1PodDisruptionBudget>().SingleOrDefault()?.Spec.MaxUnavailable?.Value != "1") yield return "Nodes may be emptied of several servers at once.";
    }

    static IEnumerable<string> Scaling(Manifests manifests, ArbiterFacts facts)
    {
        if (manifests.All<V2HorizontalPodAutoscaler>().SingleOrDefault() is not { } scaler)
        {
            yield return "Nothing scales the servers.";
            yield break;
        }

        if (scaler.Spec.ScaleTargetRef.Kind != "Deployment" || scaler.Spec.ScaleTargetRef.Name != manifests.Deployment.Metadata.Name) yield return "The scaler scales something else.";
        if (manifests.Deployment.Spec.Replicas is not null) yield return "Each time it is applied, the deployment undoes what the scaler did.";
        if (scaler.Spec.MinReplicas < 2) yield return "A single server may be all there is.";
        if (scaler.Spec.Metrics.All(m => m.Resource?.Name != "cpu")) yield return "The scaler does not look at CPU.";
        var rules = AdapterRules.Read();
        if (scaler.Spec.Metrics.SingleOrDefault(m => m.Pods is not null)?.Pods.Metric.Name is not { } metric || !rules.TryGetValue(metric, out var series))
            yield return "The scaler looks at no metric that the adapter's rules make.";
        else if (!facts.PrometheusNames.Contains(series) || !series.StartsWith(ArbiterMetrics.QueueWait.Replace('.', '_'), StringComparison.Ordinal))
            yield return $"The adapter's rule for {metric} is made from {series}, which is not how long commands wait in this program.";
    }

    static IEnumerable<string> WayIn(Manifests manifests)
    {
        if (manifests.All<V1Ingress>().SingleOrDefault() is not { } ingress)
        {
            yield return "There is no way in.";
            yield break;
        }

        var notes = new Dictionary<string, string>(ingress.Metadata.Annotations ?? new Dictionary<string, string>());
        foreach (var timeout in (string[])["proxy-read-timeout", "proxy-send-timeout"])
        {
            if (!int.TryParse(notes.GetValueOrDefault("nginx.ingress.kubernetes.io/" + timeout), out var seconds) || seconds < LongSeconds) yield return $"WebSockets are cut: {timeout}.";
        }

        if (notes.GetValueOrDefault("nginx.ingress.kubernetes.io/affinity") != "cookie") yield return "A handshake and its WebSocket may meet different servers.";
        if (ingress.Spec.Tls is not { Count: > 0 } tls || ingress.Spec.Rules.Any(r => !tls.Any(t => t.Hosts.Contains(r.Host)))) yield return "A host is served without TLS.";
    }

    static IEnumerable<string> Telemetry(Manifests manifests)
    {
        var endpoint = manifests.Environment(manifests.Server).FirstOrDefault(v => v.Name == TelemetryExtensions.EndpointSetting).Value;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var collector)) yield return "Metrics go nowhere.";
        else if (!OpenOut(manifests, collector.Port)) yield return $"No network policy lets metrics out to port {collector.Port}.";
    }

    static IEnumerable<string> Network(Manifests manifests)
    {
        var closed = manifests.All<V1NetworkPolicy>()
            .Where(p => p.Spec.PolicyTypes.Contains("Ingress") && p.Spec.PolicyTypes.Contains("Egress") && Manifests.Selects(p.Spec.PodSelector.MatchLabels, manifests.Deployment.Spec.Template.Metadata.Labels));
        if (!closed.Any()) yield return "The servers' network is open both ways.";
        if (!OpenOut(manifests, 5432)) yield return "No network policy lets the servers reach PostgreSQL.";
        if (manifests.All<V1NetworkPolicy>().SelectMany(p => p.Spec.Ingress ?? []).Any(i => i.FromProperty is not { Count: > 0 } || i.Ports is not { Count: > 0 })) yield return "A network policy lets everybody in, or at every port.";
    }

    static bool OpenOut(Manifests manifests, int port) => manifests.All<V1NetworkPolicy>()
        .Where(p => Manifests.Selects(p.Spec.PodSelector.MatchLabels, manifests.Deployment.Spec.Template.Metadata.Labels))
        .SelectMany(p => p.Spec.Egress ?? []).SelectMany(e => e.Ports ?? []).Any(p => p.Protocol == "TCP" && p.Port.Value == port.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
