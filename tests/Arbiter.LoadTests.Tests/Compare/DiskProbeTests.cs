using Arbiter.LoadTests.Compare;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Tests.Compare;

public class DiskProbeTests
{
    [Fact]
    public async Task It_waits_for_the_disk_at_least_once_and_leaves_nothing_behind()
    {
        using var workspace = new Workspace();
        await using (var probe = DiskProbe.Start(workspace))
            Assert.True(await probe.EndAsync() > TimeSpan.Zero);

        Assert.Empty(Directory.EnumerateFileSystemEntries(workspace.Root));
    }
}
