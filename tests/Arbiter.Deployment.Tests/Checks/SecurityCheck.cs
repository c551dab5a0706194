using Arbiter.Deployment.Tests.Rendering;
using Arbiter.Server.Hosting;
using k8s.Models;

namespace Arbiter.Deployment.Tests.Checks;

/// <summary>The restricted standard for pods, a root file system that nobody writes to, and secrets that stand somewhere else.</summary>
static class SecurityCheck
{
    static readonly string[] Suspicious = ["password", "pwd=", "secret", "token"];

    public static IEnumerable<string> Faults(Manifests manifests) =>
    [
        .. manifests.Pods().SelectMany(p => Pod(p.Name, p.Spec)),
        .. manifests.Pods().SelectMany(p => Manifests.Containers(p.Spec).SelectMany(c => Secrets(manifests, p.Name, c))),
        .. manifests.All<V1Secret>().Select(s => $"Secret {s.Metadata.Name} is in the manifests."),
        .. manifests.All<V1Namespace>().Where(n => n.Metadata.Labels?["pod-security.kubernetes.io/enforce"] != "restricted").Select(n => $"Namespace {n.Metadata.Name} is not restricted."),
    ];

    static IEnumerable<string> Pod(string name, V1PodSpec pod)
    {
        var security = pod.SecurityContext;
        if (security?.RunAsNonRoot != true || security.RunAsUser is null or 0) yield return $"{name}: may run as root.";
        if (security?.SeccompProfile?.Type != "RuntimeDefault") yield return $"{name}: no seccomp profile.";
        if (pod.AutomountServiceAccountToken != false) yield return $"{name}: the service account's token is mounted.";
        if (pod.EnableServiceLinks != false) yield return $"{name}: variables about services are set.";
        if (pod.HostNetwork == true || pod.HostPID == true || pod.HostIPC == true) yield return $"{name}: shares a namespace with its node.";
        if ((pod.Volumes ?? []).Any(v => v.HostPath is not null)) yield return $"{name}: mounts a folder of its node.";
        foreach (var container in Manifests.Containers(pod))
        {
            var own = container.SecurityContext;
            var label = $"{name}/{container.Name}";
            if (own?.AllowPrivilegeEscalation != false || own.Privileged == true) yield return $"{label}: may get more privileges.";
            if (own?.ReadOnlyRootFilesystem != true) yield return $"{label}: may write to its root file system.";
            if (own?.Capabilities?.Drop?.Contains("ALL") != true || own.Capabilities.Add is { Count: > 0 }) yield return $"{label}: keeps capabilities.";
            if (own?.RunAsUser == 0) yield return $"{label}: runs as root.";
            if (container.Resources?.Limits?.ContainsKey("memory") != true || container.Resources.Requests?.ContainsKey("cpu") != true) yield return $"{label}: no bound for memory, or no request for CPU.";
        }
    }

    /// <summary>What the program calls a secret, and what looks like one, comes from a secret whose key the page on setting up names.</summary>
    static IEnumerable<string> Secrets(Manifests manifests, string pod, V1Container container)
    {
        var secret = Settings.All.Where(s => s.IsSecret).Select(s => s.Variable).ToHashSet();
        foreach (var (name, value) in manifests.Environment(container))
        {
            var looksLikeOne = Suspicious.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase) || value?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);
            if (value is not null && (secret.Contains(name) || looksLikeOne)) yield return $"{pod}/{container.Name}: {name} stands in the clear.";
        }

        var page = Repository.Read("k8s/README.md");
        foreach (var key in (container.Env ?? []).Select(v => v.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>())
        {
            if (!page.Contains($"create secret generic {key.Name} ", StringComparison.Ordinal) || !page.Contains($"--from-literal={key.Key}=", StringComparison.Ordinal))
                yield return $"{pod}/{container.Name}: nobody is told to make the key {key.Key} of the secret {key.Name}.";
        }
    }
}
