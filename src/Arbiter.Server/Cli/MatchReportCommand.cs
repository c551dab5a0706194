using System.CommandLine;
using Arbiter.Identity.Similarity;
using Arbiter.Server.Hosting;
using Spectre.Console;

namespace Arbiter.Server.Cli;

/// <summary>
/// <c>arbiter match-report FILE</c>: who in a file of leads would be taken for one customer, and with a truth file, how often that is right. Needs no
/// server and sends nothing anywhere. Exit code 0: the report stands; 1: a file cannot be read; 2: below a floor that was asked for.
/// </summary>
static class MatchReportCommand
{
    static readonly Argument<FileInfo> File = new("file") { Description = "A CSV file of leads with a first line that names its columns." };

    static readonly Option<FileInfo?> Truth = new("--truth") { Description = "A CSV file that tells the true customer of each lead: lead_id, customer." };

    static readonly Option<bool> ShowValues = new("--show-values") { Description = "Show what stands in the file. Else values are masked." };

    static readonly Option<int> Worst = new("--worst") { Description = "How many mistakes of each sort to show.", DefaultValueFactory = _ => 10 };

    static readonly Option<double> Hold = Share("--hold", "From which similarity on a claim is held for review; it counts as a link.", SimilarityThresholds.Default.Hold / 10_000.0);

    static readonly Option<string?> Region = NumbersOf();

    static readonly Option<double> MinPrecision = Share("--min-precision", "Fail below this precision.", 0);

    static readonly Option<double> MinRecall = Share("--min-recall", "Fail below this recall.", 0);

    public static Command Build()
    {
        File.AcceptExistingOnly();
        var command = new Command("match-report", "Find the customers in a file of leads and, against the truth, say how well. Claims nothing.")
        {
            File, Truth, ShowValues, Worst, Hold, Region, MinPrecision, MinRecall,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static Option<double> Share(string name, string description, double value)
    {
        var option = new Option<double>(name) { Description = $"{description} 0 to 1.", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1)) result.AddError($"{name} takes a number from 0 to 1.");
        });
        return option;
    }

    static Option<string?> NumbersOf()
    {
        var option = new Option<string?>("--region") { Description = "Where telephone numbers without a country code are dialled, ISO 3166-1 alpha-2. CN when not given." };
        option.Validators.Add(result =>
        {
            if (PhoneRegion.TryRead(result.GetValueOrDefault<string?>()) is null) result.AddError($"--region: {PhoneRegion.NoSuchRegion}");
        });
        return option;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            return await ReportAsync(parsed, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"The file cannot be read ({e.GetType().Name}).");
            return 1;
        }
    }

    static async Task<int> ReportAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (info, truthInfo) = (parsed.GetValue(File)!, parsed.GetValue(Truth));
        var thresholds = SimilarityThresholds.Default with { Hold = (int)Math.Round(parsed.GetValue(Hold) * 10_000) };
        string? failure = null;
        MatchFile? file = null;
        MatchResult? result = null;
        await WithProgressAsync(async say =>
        {
            (failure, file) = await MatchFile.ReadAsync(info, PhoneRegion.TryRead(parsed.GetValue(Region))!, (done, of) => say($"reading, row {done:N0} of at most {of:N0}"), cancel);
            if (failure is not null) return;
            say($"matching {file.Rows.Count:N0} rows");
            result = Matcher.Match([.. file.Rows.Select(row => row.Profile)], thresholds);
        });
        var customers = new Dictionary<string, string>();
        if (failure is null && truthInfo is not null) (failure, customers) = await MatchFile.ReadTruthAsync(truthInfo, cancel);
        if (failure is not null)
        {
            parsed.InvocationConfiguration.Error.WriteLine(failure);
            return 1;
        }

        var report = new MatchReport(file!, result!, parsed.InvocationConfiguration.Output, parsed.GetValue(ShowValues), parsed.GetValue(Worst));
        report.PrintCounts();
        if (truthInfo is null) return 0;
        if (report.PrintQuality(customers) is not { } quality)
        {
            parsed.InvocationConfiguration.Error.WriteLine("The truth file names no lead of this file.");
            return 1;
        }

        return quality.Precision >= parsed.GetValue(MinPrecision) && quality.Recall >= parsed.GetValue(MinRecall) ? 0 : 2;
    }

    /// <summary>A line that says what is going on; nothing where nobody looks.</summary>
    static async Task WithProgressAsync(Func<Action<string>, Task> run)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive) await run(_ => { });
        else await AnsiConsole.Status().StartAsync("reading", context => run(text => context.Status(Markup.Escape(text))));
    }
}
