namespace Arbiter.LoadTests.Processes;

/// <summary>A temporary directory that goes away with everything in it.</summary>
sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("arbiter-load-").FullName;

    public Workspace()
    {
        // A database that runs as another user must be able to reach its own directory inside.
        File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
    }

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
