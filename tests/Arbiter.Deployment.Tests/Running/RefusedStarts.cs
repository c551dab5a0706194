using System.Net;
using System.Net.Sockets;
using Arbiter.Testing;

namespace Arbiter.Deployment.Tests.Running;

/// <summary>A program that cannot do what it was started for ends at once, with a sentence that says what to do.</summary>
public sealed class RefusedStarts
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TempFolder();

        await RequireAsync(
            ["serve", "--database", "Data Source=" + folder.File("a.db"), "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"], "Another program listens at");
    }

    [Theory]
    [InlineData("http://192.0.2.1:8080", "no address of this machine")]
    [InlineData("https://127.0.0.1:8443", "speaks plain HTTP")]
    [InlineData("nonsense", "is not understood")]
    public async Task An_address_where_nobody_can_listen(string urls, string sentence)
    {
        using var folder = new TempFolder();

        await RequireAsync(["serve", "--database", "Data Source=" + folder.File("a.db"), "--urls", urls], sentence);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task A_file_where_nothing_can_be_written(string command)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("not-a-folder"), "", TestContext.Current.CancellationToken);

        await RequireAsync([command, "--database", "Data Source=" + folder.File("not-a-folder/a.db")], "cannot be written");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_fails_a_migration() =>
        await RequireAsync(["migrate", "--database", "Host=127.0.0.1;Port=1;Database=none;Username=nobody"], "does not answer");

    static async Task RequireAsync(IEnumerable<string> args, string sentence)
    {
        await using var program = RunningProgram.Plain(args);

        Assert.Equal(1, await program.EndAsync(Soon));
        Assert.Contains(sentence, program.Output);
        Assert.DoesNotContain("   at ", program.Output);
    }
}
