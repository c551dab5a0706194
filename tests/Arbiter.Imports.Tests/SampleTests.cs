using System.Diagnostics;
using System.Text.Json;

namespace Arbiter.Imports.Tests;

/// <summary>The sample file, as a newcomer imports it: nothing lost, nothing twice, on both stores.</summary>
public sealed class SampleTests(PostgresFixture postgres)
{
    static byte[] Sample { get; } = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "leads.csv"));

    [Fact]
    public async Task Every_row_is_answered_once_and_a_second_import_changes_nothing_on_sqlite()
    {
        await using var server = await RunningServer.StartAsync();
        await ImportTwiceAsync(server);
    }

    [Fact]
    public async Task Every_row_is_answered_once_and_a_second_import_changes_nothing_on_postgres()
    {
        await using var server = await RunningServer.StartAsync(await postgres.NewDatabaseAsync());
        await ImportTwiceAsync(server);
    }

    [Fact]
    public async Task An_import_that_broke_off_goes_on_where_it_was()
    {
        await using var server = await RunningServer.StartAsync();
        using (var broken = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            using var answer = await server.SendAsync(Sample, "one-import", cancel: broken.Token);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(broken.Token));
            for (var i = 0; i < 500; i++) await lines.ReadLineAsync(broken.Token);
            await broken.CancelAsync();
        }

        var all = await server.ImportAsync(Sample, "one-import");
        Check(all);
        Assert.InRange(Replayed(all), 500, 5000);
        var granted = all.Where(l => l.TryGetProperty("ruling", out var r) && r.GetProperty("verdict").GetString() == "granted")
            .Select(l => l.GetProperty("ruling").GetProperty("customer").GetString()).ToList();
        Assert.Equal(granted.Count, granted.Distinct().Count());
        Assert.True((await server.VerifyAsync()).Holds);
    }

    static async Task ImportTwiceAsync(RunningServer server)
    {
        var watch = Stopwatch.StartNew();
        var first = await server.ImportAsync(Sample);
        var took = watch.Elapsed;
        Check(first);
        Assert.Equal(0, Replayed(first));
        var events = await server.EventsAsync();

        watch.Restart();
        var second = await server.ImportAsync(Sample);
        TestContext.Current.TestOutputHelper!.WriteLine($"first import {took.TotalSeconds:F2} s, second {watch.Elapsed.TotalSeconds:F2} s: {first[^1]}");
        Check(second);
        Assert.Equal(5000, Replayed(second));
        Assert.Equal(events, await server.EventsAsync());
        for (var i = 0; i < 5000; i++)
        {
            var (before, after) = (first[i].GetProperty("ruling"), second[i].GetProperty("ruling"));
            Assert.Equal(before.GetProperty("verdict").GetString(), after.GetProperty("verdict").GetString());
            Assert.Equal(before.GetProperty("seq").GetInt64(), after.GetProperty("seq").GetInt64());
        }

        var verified = await server.VerifyAsync();
        Assert.True(verified.Holds, string.Join("\n", verified.First));
        Assert.True(verified.Customers > 250);
    }

    static void Check(JsonElement[] lines)
    {
        Assert.Equal(5001, lines.Length);
        for (var i = 0; i < 5000; i++) Assert.Equal(i + 1, lines[i].GetProperty("row").GetInt32());
        var summary = lines[^1].GetProperty("summary");
        Assert.Equal(5000, summary.GetProperty("rows").GetInt32());
        Assert.Equal("utf-8", summary.GetProperty("encoding").GetString());
        var counted = new[] { "granted", "refused", "alreadyYours", "problems" }.Sum(n => summary.GetProperty(n).GetInt32());
        Assert.Equal(5000, counted);
        Assert.Equal(summary.GetProperty("problems").GetInt32(), lines.Count(l => l.TryGetProperty("problem", out _)));
    }

    static int Replayed(JsonElement[] lines) => lines[^1].GetProperty("summary").GetProperty("replayed").GetInt32();
}
