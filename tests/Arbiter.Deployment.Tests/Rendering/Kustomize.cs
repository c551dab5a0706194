using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Arbiter.Deployment.Tests.Rendering;

/// <summary>Renders with the kubectl of this machine; no cluster is asked. Without kubectl the test is skipped, and says so.</summary>
static class Kustomize
{
    static readonly ConcurrentDictionary<string, string> Rendered = [];

    /// <summary>What <c>kubectl kustomize</c> makes of a folder below <c>k8s/</c>, as YAML.</summary>
    public static string Render(string folder) => Rendered.GetOrAdd(folder, Run);

    static string Run(string folder)
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", Repository.Path("k8s/" + folder)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("KUBECTL NOT FOUND: install it to check the manifests in k8s/.");
            throw;
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var yaml = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"kubectl kustomize k8s/{folder} ended with {process.ExitCode}: {errors.Result}");
            return yaml;
        }
    }
}
