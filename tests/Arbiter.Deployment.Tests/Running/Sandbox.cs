using System.Diagnostics;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>
/// What a container has, as far as this machine can do it without one: a root file system that nobody can write to, a /tmp that is empty, an ordinary user without
/// capabilities, and no variables but the given ones.
/// </summary>
static class Sandbox
{
    /// <summary>Where the programs of these tests are seen inside of it: their own place may be closed to that user, or below /tmp.</summary>
    public const string Programs = "/mnt";

    const string Enter = $"mount --make-rprivate / && mount --bind \"$2\" {Programs} && mount -o remount,bind,ro / && mount -o remount,bind,ro {Programs} && mount -t tmpfs -o mode=1777 tmpfs /tmp && cd / "
        + "&& exec setpriv --reuid \"$1\" --regid \"$1\" --clear-groups --bounding-set=-all --no-new-privs -- \"${@:3}\"";

    static readonly Lazy<bool> Allowed = new(() =>
    {
        try
        {
            using var probe = Process.Start(Start(1654, new Dictionary<string, string>(), "sh", "-c", "test ! -w / && touch /tmp/x && test \"$(id -u)\" = 1654"))!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static void Require()
    {
        if (!Allowed.Value) Assert.Skip("NO SANDBOX: mount namespaces are not allowed here (they need root and unshare, setpriv); that the container runs without root and on a read-only file system is not checked.");
    }

    /// <summary>A program inside of it, not yet started.</summary>
    public static ProcessStartInfo Start(long user, IReadOnlyDictionary<string, string> variables, params IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("unshare", ["-m", "--", "bash", "-c", Enter, "sandbox", user.ToString(System.Globalization.CultureInfo.InvariantCulture), AppContext.BaseDirectory, .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return start;
    }
}
