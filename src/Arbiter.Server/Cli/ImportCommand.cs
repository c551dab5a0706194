using System.CommandLine;
using System.Security.Cryptography;
using Arbiter.Server.Imports;
using Spectre.Console;

namespace Arbiter.Server.Cli;

/// <summary><c>arbiter import FILE</c>: sends a file of leads to a running server. Running it again goes on where it ended.</summary>
static class ImportCommand
{
    static readonly Argument<FileInfo> File = new("file") { Description = "A CSV file with a first line that names its columns." };

    static readonly Option<string?> Rep = new("--rep") { Description = "The rep for rows that name none. Else each customer is given to one of the active reps." };

    static readonly Option<string?> Scope = new("--scope") { Description = "The scope to claim in; 'default' when not given." };

    public static Command Build()
    {
        File.AcceptExistingOnly();
        var command = new Command("import", "Import a CSV file of leads into a running server.") { File, ServerOptions.Server, ServerOptions.Token, Rep, Scope };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var file = parsed.GetValue(File)!;
        using var client = ServerOptions.Client(parsed);
        if (client is null) return 1;
        var address = "imports" + QueryString.Create(
            new Dictionary<string, string?> { ["rep"] = parsed.GetValue(Rep), ["scope"] = parsed.GetValue(Scope) }.Where(p => p.Value is not null)).ToUriComponent();
        var (rows, key) = await LookAtAsync(file, cancel);
        // The same file for another rep or scope is another request.
        if (address.Contains('?')) key += "-" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(address)).AsSpan(0, 4));
        var report = new ImportReport();
        var upload = new ImportUpload(client, address, file, key, report);
        string? failure = null;
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) failure = await upload.RunAsync(_ => { }, Console.WriteLine, cancel);
        else
        {
            await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async shown =>
            {
                var task = shown.AddTask(Markup.Escape(file.Name), maxValue: Math.Max(1, rows));
                failure = await upload.RunAsync(
                    done =>
                    {
                        task.Value = done;
                        task.Description = $"{Markup.Escape(file.Name)} {done}/{rows}";
                    },
                    text => AnsiConsole.WriteLine(text),
                    cancel);
            });
        }

        report.Print(rows);
        if (failure is not null) Console.Error.WriteLine(failure);
        else if (report.Undecided > 0) Console.Error.WriteLine($"{report.Undecided} rows were not decided: the server was too busy. Run the same command again.");
        return failure is null && report.Undecided == 0 ? 0 : 1;
    }

    /// <summary>How many rows the file has, by the rules that the server reads it by, and the key by which the server knows it again.</summary>
    static async Task<(int Rows, string Key)> LookAtAsync(FileInfo file, CancellationToken cancel)
    {
        await using var stream = file.OpenRead();
        var hash = await SHA256.HashDataAsync(stream, cancel);
        stream.Position = 0;
        var encoding = await FileEncoding.DetectAsync(stream, cancel);
        stream.Position = 0;
        using var text = new StreamReader(stream, encoding.Encoding);
        var records = new RecordSplitter(text);
        var rows = 0;
        if (ImportHeader.Read(records, out _) is null)
        {
            while (records.Next() is not null) rows++;
        }

        return (rows, Convert.ToHexStringLower(hash.AsSpan(0, 16)));
    }
}
