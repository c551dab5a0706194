using System.Diagnostics;
using System.Text.Json;

namespace Arbiter.Identity.Tests.PhoneOracle;

/// <summary>What an independent implementation, libphonenumber-js, makes of numbers. Installs it when that has not been done yet.</summary>
static class LibPhoneNumberJs
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "PhoneOracle");
    static readonly string Package = Path.Combine(Folder, "node_modules", "libphonenumber-js");

    internal readonly record struct Answer(string Number, string Type);

    /// <summary>Why it cannot be asked, or nothing.</summary>
    internal static string? WhyNot() => Find("node") is null || Find("npm") is null
        ? "NODE NOT FOUND: install Node.js with npm to run this test; PATH does not have both. Telephone numbers were not compared with another implementation."
        : null;

    /// <summary>Each text as it is read in its region, nothing where it is no valid number. One process for all.</summary>
    internal static Answer?[] Read(IEnumerable<(string Region, string Text)> texts)
    {
        Install();
        var question = JsonSerializer.Serialize(texts.Select(t => new[] { t.Region, t.Text }));
        var answers = JsonSerializer.Deserialize<string[]?[]>(Run("node", question, "oracle.mjs"))!;
        return [.. answers.Select(a => a is null ? (Answer?)null : new Answer(a[0], a[1]))];
    }

    /// <summary>The package's own examples: a mobile number for each region, as dialled abroad without the country code.</summary>
    internal static Dictionary<string, string> MobileExamples()
    {
        Install();
        return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Package, "examples.mobile.json")))!;
    }

    /// <summary>npm writes its marker last, so half an installation counts as none, and one of another version as old.</summary>
    static void Install()
    {
        var marker = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (!marker.Exists || marker.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            Run("npm", "", "ci", "--no-audit", "--no-fund");
    }

    static string Run(string program, string input, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Find(program)!, arguments.ToArray())
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {errors.Result}");
    }

    static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [$"{program}.exe", $"{program}.cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
