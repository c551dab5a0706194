using System.Reflection;

namespace Arbiter.Server.Hosting;

/// <summary>Finds the folder that holds the web app.</summary>
static class WebRoot
{
    /// <summary>Beside the program when it was published, else in the project that it was built from.</summary>
    public static string ContentRoot()
    {
        string?[] candidates = [AppContext.BaseDirectory, Directory.GetCurrentDirectory(), Project()];
        return candidates.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "wwwroot", "index.html"))) ?? Directory.GetCurrentDirectory();
    }

    static string? Project() => typeof(WebRoot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "ContentRoot")?.Value;
}
