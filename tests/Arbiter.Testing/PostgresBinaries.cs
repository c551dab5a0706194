using System.Diagnostics;

namespace Arbiter.Testing;

/// <summary>Finds the PostgreSQL programs of this machine, and runs them as a user they accept.</summary>
static class PostgresBinaries
{
    static readonly string[] Needed = ["initdb", "postgres", "pg_ctl", "pg_basebackup"];

    public static string? Find() => Candidates().FirstOrDefault(folder => Needed.All(n => File.Exists(Path.Combine(folder, n))));

    /// <summary>PostgreSQL refuses to run as root; there it runs as the user that its packages create.</summary>
    public static bool AsOtherUser => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    public static ProcessStartInfo Start(string program, params ReadOnlySpan<string> arguments) => Start([], program, arguments);

    /// <summary>With <paramref name="before"/>, a command that becomes the one behind it, somewhere else.</summary>
    public static ProcessStartInfo Start(IReadOnlyList<string> before, string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        string[] command = [.. before, .. AsOtherUser ? (string[])["runuser", "-u", "postgres", "--"] : [], program, .. arguments];
        start.FileName = command[0];
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        // Messages are looked for in English.
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    public static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;
        throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await output}{await errors}");
    }

    static IEnumerable<string> Candidates()
    {
        if (FromPgConfig() is { } folder) yield return folder;
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql").OrderDescending()) yield return Path.Combine(version, "bin");
        }

        foreach (var path in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)) yield return path;
    }

    static string? FromPgConfig()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pg_config", "--bindir") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var folder = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && folder.Length > 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
