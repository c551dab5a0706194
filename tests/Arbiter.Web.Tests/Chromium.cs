namespace Arbiter.Web.Tests;

/// <summary>Finds a browser that is installed; downloads none.</summary>
static class Chromium
{
    static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Its path, or null. <c>ARBITER_CHROMIUM</c> names one that is not on the PATH.</summary>
    public static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("ARBITER_CHROMIUM");
        if (!string.IsNullOrEmpty(named)) return File.Exists(named) ? named : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Quiet, without a sandbox (tests may run as root), and without a word to the outside.</summary>
    public static string[] Arguments { get; } =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];
}
