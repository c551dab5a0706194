namespace Arbiter.LoadTests.Processes;

/// <summary>Where the repository keeps what it built.</summary>
static class Artifacts
{
    /// <summary>The repository's root: the directory above us with the solution in it.</summary>
    public static string Root { get; } = FindRoot();

    public static string ServerDll => Path.Combine(Root, "src", "Arbiter.Server", "bin", "Release", "net10.0", "Arbiter.Server.dll");

    /// <summary>The server built with the Orleans engine: <c>-p:WithOrleans=true</c>.</summary>
    public static string OrleansServerDll => Path.Combine(Root, "src", "Arbiter.Server", "bin", "cluster", "Release", "net10.0", "Arbiter.Server.dll");

    public static string TextbookDll =>
        Path.Combine(Root, "loadtests", "peers", "TextbookOrleans", "bin", "Release", "net10.0", "TextbookOrleans.dll");

    public static string ConstantDll =>
        Path.Combine(Root, "loadtests", "Arbiter.LoadTests.Constant", "bin", "Release", "net10.0", "Arbiter.LoadTests.Constant.dll");

    public static string Reports => Path.Combine(Root, "loadtests", "reports");

    static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Arbiter.sln")))
                return directory.FullName;
        }
        throw new DirectoryNotFoundException("Arbiter.sln is in no directory above the load tests: run them from the repository.");
    }
}
