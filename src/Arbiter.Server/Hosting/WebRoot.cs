namespace Arbiter.Server.Hosting;

/// <summary>Finds the folder that holds the web app.</summary>
static class WebRoot
{
    /// <summary>Beside the program when it was published, else in the project that it was built from.</summary>
    public static string ContentRoot()
    {
        string[] candidates = [AppContext.BaseDirectory, Directory.GetCurrentDirectory(), Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."))];
        return candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "wwwroot", "index.html"))) ?? Directory.GetCurrentDirectory();
    }
}
