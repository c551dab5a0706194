using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter check FILE --out OUT</c>: has a running server say of each row of a file where its customer stands. Claims nothing.</summary>
static class CheckCommand
{
    static readonly Argument<FileInfo> File = new("file") { Description = "A CSV file with a first line that names its columns." };

    static readonly Option<FileInfo> Out = new("--out") { Description = "Where to write the file with the verdicts.", Required = true };

    static readonly Option<string?> Scope = new("--scope") { Description = "The scope to look in; 'default' when not given." };

    public static Command Build()
    {
        File.AcceptExistingOnly();
        var command = new Command("check", "Check a CSV file of leads against a running server; claims nothing.") { File, Out, Scope, ServerOptions.Server, ServerOptions.Token };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var client = ServerOptions.Client(parsed);
        if (client is null) return 1;
        var (file, target) = (parsed.GetValue(File)!, parsed.GetValue(Out)!);
        var address = "checks" + (parsed.GetValue(Scope) is { } scope ? $"?scope={Uri.EscapeDataString(scope)}" : "");
        var interactive = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        try
        {
            var report = interactive
                ? await AnsiConsole.Status().StartAsync("Sending", shown => SendAsync(client, address, file, target, rows => shown.Status($"{rows:N0} rows checked"), cancel))
                : await SendAsync(client, address, file, target, _ => { }, cancel);
            if (report is null) return 1;
            foreach (var (verdict, rows) in report) Console.WriteLine($"{verdict} {rows}");
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancel.IsCancellationRequested)
        {
            Console.Error.WriteLine($"The check ended before its last row ({e.GetType().Name}); '{target.Name}' is not complete. Run the same command again: nothing was claimed.");
            return 1;
        }
    }

    /// <summary>How many rows got which verdict; null when the server refused the file, which then was told.</summary>
    static async Task<IReadOnlyDictionary<string, int>?> SendAsync(
        HttpClient client, string address, FileInfo file, FileInfo target, Action<int> progress, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(file.OpenRead()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (!response.IsSuccessStatusCode)
        {
            Console.Error.WriteLine(await ProblemAsync(response, cancel));
            return null;
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
        await using var written = new StreamWriter(target.Create(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        var report = new CheckReport();
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            await written.WriteLineAsync(line.AsMemory(), cancel);
            if (report.Add(line) && report.Rows % 100 == 0) progress(report.Rows);
        }

        return report.Verdicts;
    }

    static async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
            var detail = problem.RootElement.TryGetProperty("detail", out var text) ? " " + text.GetString() : "";
            return $"{(int)response.StatusCode}: {problem.RootElement.GetProperty("title").GetString()}{detail}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The server answered {(int)response.StatusCode}. Is it Arbiter?";
        }
    }
}
