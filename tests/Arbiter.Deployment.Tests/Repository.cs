namespace Arbiter.Deployment.Tests;

/// <summary>The files that this checkout consists of.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative));

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Arbiter.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside of a checkout.");
    }
}
