using System.Net;
using Arbiter.Deployment.Tests.Program;
using Arbiter.Deployment.Tests.Rendering;
using Arbiter.Server.Hosting;
using k8s.Models;

namespace Arbiter.Deployment.Tests.Checks;

/// <summary>How a server begins, is watched and ends, and that a new program never meets an old schema.</summary>
static class LifecycleCheck
{
    public static IEnumerable<string> Faults(Manifests manifests, ArbiterFacts facts) =>
        [.. Probes(manifests.Server, facts), .. Ending(manifests), .. Schema(manifests), .. Images(manifests)];

    static IEnumerable<string> Probes(V1Container server, ArbiterFacts facts)
    {
        foreach (var (name, probe, expected) in (ReadOnlySpan<(string, V1Probe?, HttpStatusCode)>)
            [("startup", server.StartupProbe, HttpStatusCode.OK), ("liveness", server.LivenessProbe, HttpStatusCode.OK), ("readiness", server.ReadinessProbe, HttpStatusCode.ServiceUnavailable)])
        {
            if (Probe(name, probe, expected, facts) is { } fault) return [fault];
        }

        return [];
    }

    /// <summary>Started and alive do not ask the database: without one they still say yes. Ready does.</summary>
    static string? Probe(string name, V1Probe? probe, HttpStatusCode withoutDatabase, ArbiterFacts facts)
    {
        if (probe?.HttpGet is not { } get) return $"There is no {name} probe over HTTP.";
        if (!facts.WithoutDatabase.TryGetValue(get.Path, out var answer)) return $"The {name} probe asks for {get.Path}, which the program does not have, or not for everybody.";
        return answer == withoutDatabase ? null : $"Without a database the {name} probe is answered {(int)answer} at {get.Path} instead of {(int)withoutDatabase}.";
    }

    static IEnumerable<string> Ending(Manifests manifests)
    {
        var sleep = TimeSpan.FromSeconds(manifests.Server.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0);
        var grace = TimeSpan.FromSeconds(manifests.Pod.TerminationGracePeriodSeconds ?? 30);
        if (sleep < TimeSpan.FromSeconds(5)) yield return "Requests are still sent to a server that has been told to end.";
        if (grace < sleep + Drain.Longest) yield return $"A server is killed after {grace.TotalSeconds} s; ending may take {(sleep + Drain.Longest).TotalSeconds} s.";
        if (manifests.Deployment.Spec.Strategy?.RollingUpdate?.MaxUnavailable?.Value != "0") yield return "A roll-out takes servers away before the new ones are ready.";
    }

    static IEnumerable<string> Schema(Manifests manifests)
    {
        var job = manifests.Job.Spec.Template.Spec.Containers.Single();
        if (CommandLine.Command(job.Args) != "migrate" || job.Args.Contains("--wait")) yield return "The job does not migrate.";
        var first = (manifests.Pod.InitContainers ?? []).FirstOrDefault();
        if (first is null || CommandLine.Command(first.Args) != "migrate" || !first.Args.Contains("--wait")) yield return "Servers do not wait for the schema.";
        if (CommandLine.Command(manifests.Server.Args) is not ("serve" or "arbiter")) yield return "The server does not serve.";
    }

    /// <summary>One version of ours everywhere; everybody's versions are pinned.</summary>
    static IEnumerable<string> Images(Manifests manifests)
    {
        var own = manifests.OwnContainers().Select(c => c.Image).Distinct().ToList();
        var version = typeof(ArbiterApp).Assembly.GetName().Version!.ToString(3);
        if (own is not [var image]) yield return $"Several versions at once: {string.Join(", ", own)}.";
        else if (image.Split(':')[^1].Split('-')[0] != version) yield return $"The image is {image}; this is version {version}.";
        if (!manifests.Job.Metadata.Name.EndsWith("-" + version.Replace('.', '-'), StringComparison.Ordinal)) yield return $"The job {manifests.Job.Metadata.Name} is not that of version {version}; the last one's cannot be changed.";
        foreach (var container in manifests.Pods().SelectMany(p => Manifests.Containers(p.Spec)))
        {
            if (!container.Image.Contains('@') && (container.Image.Split(':') is not [_, var tag] || !tag.Any(char.IsDigit) || !tag.Contains('.')))
                yield return $"{container.Name}: the version of {container.Image} is not pinned.";
        }
    }
}
