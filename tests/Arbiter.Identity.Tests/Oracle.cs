using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Arbiter.Identity.Tests;

/// <summary>Asks another implementation: a script of Oracles/ run by the Node.js that the build needs anyway.</summary>
static class Oracle
{
    /// <summary>The lines that the script answers to these.</summary>
    internal static string[] Ask(string script, IEnumerable<string> lines, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Oracles", script);
        using var node = Process.Start(new ProcessStartInfo("node", [path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var answer = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        node.StandardInput.Write(string.Join('\n', lines));
        node.StandardInput.Close();
        var text = answer.GetAwaiter().GetResult();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return text.Split('\n');
    }
}
