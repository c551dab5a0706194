namespace Arbiter.LoadTests.Processes;

/// <summary>A directory that goes away with everything in it, or stays for the next run where one is named to be kept.</summary>
sealed class Workspace : IDisposable
{
    public string Root { get; }

    /// <summary>What is in it may come from an earlier run.</summary>
    public bool IsKept { get; }

    public Workspace(string? keep = null)
    {
        IsKept = keep is not null;
        Root = keep is null ? Directory.CreateTempSubdirectory("arbiter-load-").FullName : Directory.CreateDirectory(keep).FullName;
        // A database that runs as another user must be able to reach its own directory inside.
        File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
    }

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public void Dispose()
    {
        if (!IsKept)
            Directory.Delete(Root, recursive: true);
    }
}
