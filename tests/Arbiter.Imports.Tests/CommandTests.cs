using Arbiter.Server.Cli;
using Arbiter.Testing;

namespace Arbiter.Imports.Tests;

/// <summary>The command line against a running server and its database.</summary>
public sealed class CommandTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_demo_import_and_verify_do_what_they_say_and_may_be_run_again()
    {
        using var folder = new TempFolder();
        var database = "Data Source=" + folder.File("arbiter.db");
        Assert.Equal(0, await RunAsync("migrate", "--database", database));
        Assert.Equal(0, await RunAsync("migrate", "--database", database));
        await using var server = await RunningServer.StartAsync(database, company: false);
        string[] target = ["--server", server.Http.BaseAddress!.ToString(), "--token", RunningServer.AdminToken];
        Assert.Equal(0, await RunAsync(["demo", .. target]));
        Assert.Equal(0, await RunAsync(["demo", .. target]));
        Assert.Equal(24, server.Engine.Reference.Roster.Reps.Count);

        var file = folder.File("leads.csv");
        await File.WriteAllTextAsync(file, "phone,rep\n13912345701,zhang-wei\n13912345702,nobody\n", Cancel);
        Assert.Equal(0, await RunAsync(["import", file, .. target]));
        var events = await server.EventsAsync();
        Assert.Equal(0, await RunAsync(["import", file, .. target]));
        Assert.Equal(events, await server.EventsAsync());
        Assert.Equal(1, await RunAsync(["import", file, "--rep", "nobody", .. target]));
        Assert.Equal(1, await RunAsync("import", file, "--server", server.Http.BaseAddress!.ToString(), "--token", "wrong"));
        var checkedFile = folder.File("checked.csv");
        Assert.Equal(0, await RunAsync(["check", file, "--out", checkedFile, .. target]));
        Assert.Equal(["phone,rep,arbiter_verdict,arbiter_reason,arbiter_identifiers", "held", "similar"], (await File.ReadAllLinesAsync(checkedFile, Cancel)).Select((line, i) => i == 0 ? line : line.Split(',')[2]));
        Assert.Equal(1, await RunAsync(["check", file, "--out", checkedFile, "--scope", "nowhere", .. target]));
        Assert.Equal(0, await RunAsync("verify", "--database", database));
        Assert.Equal(1, await RunAsync("verify", "--database", "Data Source=" + folder.File("none.db")));
    }

    static Task<int> RunAsync(params string[] args) => ArbiterCommands.Build().Parse(args).InvokeAsync(cancellationToken: Cancel);
}
