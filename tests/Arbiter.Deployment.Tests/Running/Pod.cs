using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Arbiter.Deployment.Tests.Rendering;
using Arbiter.Server.Hosting;
using k8s.Models;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>
/// Runs the containers of an overlay as processes of this machine, with their own arguments and variables. What only a cluster knows is put in: secrets, addresses
/// of others, and ports that are free here.
/// </summary>
sealed partial class Pod(Manifests manifests, IReadOnlyDictionary<string, string> secrets, IReadOnlyDictionary<string, string> others)
{
    const string Name = "arbiter-7d4b9c-x2x9z";

    public static string PodName => Name;

    public int Port { get; } = FreePort();

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    public RunningProgram Run(V1Container container)
    {
        string[] command = ["dotnet", Path.Combine(Sandbox.Programs, typeof(ArbiterApp).Assembly.GetName().Name + ".dll"), .. container.Args];
        return new RunningProgram(Sandbox.Start(manifests.Pod.SecurityContext.RunAsUser!.Value, Variables(container), command));
    }

    Dictionary<string, string> Variables(V1Container container)
    {
        var variables = new Dictionary<string, string>();
        foreach (var from in container.EnvFrom ?? [])
        {
            foreach (var (name, value) in manifests.All<V1ConfigMap>().Single(m => m.Metadata.Name == from.ConfigMapRef.Name).Data) variables[name] = Here(name, value);
        }

        foreach (var variable in container.Env ?? [])
            variables[variable.Name] = Reference().Replace(Here(variable.Name, Value(variable)), m => variables[m.Groups[1].Value]);
        return variables;
    }

    string Value(V1EnvVar variable) => variable.ValueFrom switch
    {
        null => variable.Value,
        { SecretKeyRef: { } secret } => secrets[secret.Key],
        { FieldRef.FieldPath: "metadata.name" } => Name,
        { FieldRef.FieldPath: "metadata.namespace" } => manifests.Deployment.Metadata.NamespaceProperty,
        { FieldRef.FieldPath: "status.podIP" } => "127.0.0.1",
        _ => throw new NotSupportedException($"Where does {variable.Name} come from?"),
    };

    string Here(string name, string value)
    {
        if (name == "ASPNETCORE_URLS") return value.Replace(":8080", ":" + Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return others.GetValueOrDefault(name, value);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")]
    private static partial Regex Reference();
}
