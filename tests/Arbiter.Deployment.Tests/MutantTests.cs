using Arbiter.Deployment.Tests.Checks;
using Arbiter.Deployment.Tests.Program;
using Arbiter.Deployment.Tests.Rendering;
using k8s.Models;

namespace Arbiter.Deployment.Tests;

/// <summary>Mistakes that people make in manifests, planted one at a time: each is found.</summary>
public sealed class MutantTests(ArbiterFacts facts)
{
    const string Overlay = "overlays/replicas";

    public static TheoryData<string> Planted => [.. Mutants.Keys];

    static Dictionary<string, (Action<Manifests> Plant, string Found)> Mutants { get; } = new()
    {
        ["a slip in a variable"] = (m => m.All<V1ConfigMap>().Single().Data.Add("Arbiter__PhoneRegon", "HK"), "nothing reads the variable Arbiter__PhoneRegon"),
        ["a variable of another program"] = (m => m.Server.Env.Add(new() { Name = "DATABASE_URL", Value = "x" }), "nothing reads the variable DATABASE_URL"),
        ["a name that is set later"] = (m => m.Server.Env.Insert(0, new() { Name = "OTEL_RESOURCE_ATTRIBUTES", Value = "$(POD_NAME)" }), "not set before it"),
        ["an argument that is gone"] = (m => m.Server.Args = ["serve", "--port", "8080"], "--port"),
        ["a command that is not one"] = (m => m.Job.Spec.Template.Spec.Containers[0].Args = ["upgrade"], "upgrade"),
        ["another entry point"] = (m => m.Server.Command = ["/bin/sh", "-c", "dotnet Arbiter.Server.dll"], "entry point"),
        ["another port inside"] = (m => m.All<V1ConfigMap>().Single().Data["ASPNETCORE_URLS"] = "http://+:5080", "listens at"),
        ["only this machine is served"] = (m => m.All<V1ConfigMap>().Single().Data.Remove("ASPNETCORE_URLS"), "listens at"),
        ["a probe at no port"] = (m => m.Server.LivenessProbe.HttpGet.Port = "web", "which no container has"),
        ["a probe at another path"] = (m => m.Server.StartupProbe.HttpGet.Path = "/health", "does not have"),
        ["a probe that needs a token"] = (m => m.Server.ReadinessProbe.HttpGet.Path = "/api/v1/me", "not for everybody"),
        ["alive only with the database"] = (m => m.Server.LivenessProbe.HttpGet.Path = "/readyz", "liveness probe is answered 503"),
        ["started only with the database"] = (m => m.Server.StartupProbe.HttpGet.Path = "/readyz", "startup probe is answered 503"),
        ["ready without the database"] = (m => m.Server.ReadinessProbe.HttpGet.Path = "/healthz", "readiness probe is answered 200"),
        ["no probe"] = (m => m.Server.StartupProbe = null, "no startup probe"),
        ["killed while it drains"] = (m => m.Pod.TerminationGracePeriodSeconds = 30, "killed after 30 s"),
        ["no sleep before the signal"] = (m => m.Server.Lifecycle = null, "told to end"),
        ["servers go before others come"] = (m => m.Deployment.Spec.Strategy.RollingUpdate.MaxUnavailable = "1", "takes servers away"),
        ["nobody waits for the schema"] = (m => m.Pod.InitContainers.Clear(), "do not wait"),
        ["everybody migrates"] = (m => m.Pod.InitContainers[0].Args = ["migrate"], "do not wait"),
        ["the job waits for itself"] = (m => m.Job.Spec.Template.Spec.Containers[0].Args = ["migrate", "--wait"], "does not migrate"),
        ["the last version's job"] = (m => m.Job.Metadata.Name = "arbiter-migrate", "not that of version"),
        ["two versions"] = (m => m.Server.Image = "arbiter:0.0.9", "Several versions"),
        ["any version"] = (m => { foreach (var c in m.OwnContainers()) c.Image = "arbiter:latest"; }, "is not pinned"),
        ["root"] = (m => m.Pod.SecurityContext.RunAsNonRoot = null, "may run as root"),
        ["a writable root"] = (m => m.Server.SecurityContext.ReadOnlyRootFilesystem = false, "may write"),
        ["capabilities"] = (m => m.Server.SecurityContext.Capabilities.Drop = [], "keeps capabilities"),
        ["more privileges, in the init container"] = (m => m.Pod.InitContainers[0].SecurityContext = null, "may get more privileges"),
        ["no seccomp"] = (m => m.Pod.SecurityContext.SeccompProfile = null, "seccomp"),
        ["the token of the account"] = (m => m.Pod.AutomountServiceAccountToken = null, "token is mounted"),
        ["a folder of the node"] = (m => m.Pod.Volumes.Add(new() { Name = "x", HostPath = new() { Path = "/" } }), "folder of its node"),
        ["memory without end"] = (m => m.Server.Resources.Limits.Remove("memory"), "no bound for memory"),
        ["a connection string in the clear"] = (m => InTheClear(m, "ConnectionStrings__Arbiter", "Host=db"), "stands in the clear"),
        ["an admin token in the clear"] = (m => InTheClear(m, "ARBITER_ADMIN_TOKEN", "x"), "stands in the clear"),
        ["a password among the settings"] = (m => m.All<V1ConfigMap>().Single().Data.Add("Arbiter__PhoneRegion2", "Password=x"), "stands in the clear"),
        ["a key that nobody makes"] = (m => m.Server.Env.Single(v => v.Name == "ARBITER_ADMIN_TOKEN").ValueFrom.SecretKeyRef.Key = "admin", "nobody is told"),
        ["a service to nowhere"] = (m => m.All<V1Service>().Single().Spec.Selector["app.kubernetes.io/component"] = "api", "leads nowhere"),
        ["a service at no port"] = (m => m.All<V1Service>().Single().Spec.Ports[0].TargetPort = "8081", "leads nowhere"),
        ["a service that takes the migration for a server"] = (m => m.All<V1Service>().Single().Spec.Selector.Remove("app.kubernetes.io/component"), "more than one kind"),
        ["an ingress to no service"] = (m => m.All<V1Ingress>().Single().Spec.Rules[0].Http.Paths[0].Backend.Service.Name = "web", "no service web"),
        ["a budget for nobody"] = (m => m.All<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels["app.kubernetes.io/name"] = "x", "selects no pod"),
        ["no budget"] = (m => m.Remove<V1PodDisruptionBudget>(), "emptied of several"),
        ["no distance"] = (m => m.Pod.Affinity = null, "keep away"),
        ["no scaler"] = (m => m.Remove<V2HorizontalPodAutoscaler>(), "Nothing scales"),
        ["a scaler of something else"] = (m => m.All<V2HorizontalPodAutoscaler>().Single().Spec.ScaleTargetRef.Name = "web", "something else"),
        ["not by CPU"] = (m => m.All<V2HorizontalPodAutoscaler>().Single().Spec.Metrics.RemoveAt(0), "not look at CPU"),
        ["by a metric that nobody makes"] = (m => m.All<V2HorizontalPodAutoscaler>().Single().Spec.Metrics[1].Pods.Metric.Name = "queue_wait", "no metric"),
        ["the scaler is undone"] = (m => m.Deployment.Spec.Replicas = 3, "undoes"),
        ["WebSockets are cut"] = (m => m.All<V1Ingress>().Single().Metadata.Annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"] = "60", "WebSockets are cut"),
        ["no stickiness"] = (m => m.All<V1Ingress>().Single().Metadata.Annotations.Remove("nginx.ingress.kubernetes.io/affinity"), "different servers"),
        ["no TLS"] = (m => m.All<V1Ingress>().Single().Spec.Tls = null, "without TLS"),
        ["an open network"] = (m => m.All<V1NetworkPolicy>().ToList().ForEach(p => p.Spec.PolicyTypes.Remove("Egress")), "open both ways"),
        ["everybody may come in"] = (m => m.All<V1NetworkPolicy>().Single(p => p.Metadata.Name == "arbiter-ingress").Spec.Ingress[0].FromProperty = null, "everybody in"),
        ["no way to the database"] = (m => m.All<V1NetworkPolicy>().Single(p => p.Metadata.Name == "arbiter").Spec.Egress.RemoveAt(1), "reach PostgreSQL"),
        ["no collector"] = (m => m.All<V1ConfigMap>().Single().Data.Remove("OTEL_EXPORTER_OTLP_ENDPOINT"), "go nowhere"),
        ["a collector behind the policy"] = (m => m.All<V1ConfigMap>().Single().Data["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4318", "out to port 4318"),
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void It_is_found(string mutant)
    {
        var (plant, found) = Mutants[mutant];
        var manifests = Manifests.Of(Overlay);
        plant(manifests);

        Assert.Contains(All(manifests), fault => fault.Contains(found, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("value: 8080", "is no text")]
    [InlineData("value: true", "is no text")]
    public void A_number_where_text_belongs_is_found(string line, string found)
    {
        var yaml = Kustomize.Render(Overlay).Replace("value: k8s.pod.name=$(POD_NAME),k8s.namespace.name=$(POD_NAMESPACE)", line, StringComparison.Ordinal);

        Assert.Contains(TypeCheck.Faults(yaml), fault => fault.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public void A_field_that_the_API_does_not_have_is_found()
    {
        var yaml = Kustomize.Render(Overlay).Replace("readOnlyRootFilesystem", "readonlyRootFilesystem", StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => new Manifests(yaml));
    }

    static void InTheClear(Manifests manifests, string variable, string value)
    {
        var set = manifests.Server.Env.Single(v => v.Name == variable);
        (set.Value, set.ValueFrom) = (value, null);
    }

    IEnumerable<string> All(Manifests m) => [.. WiringCheck.Faults(m), .. SecurityCheck.Faults(m), .. LifecycleCheck.Faults(m, facts), .. AvailabilityCheck.Faults(m, facts)];
}
