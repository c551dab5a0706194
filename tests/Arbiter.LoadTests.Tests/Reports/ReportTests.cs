using Arbiter.LoadTests.Compare;
using Arbiter.LoadTests.Correctness;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Reports;
using Arbiter.LoadTests.Tests.Load;

namespace Arbiter.LoadTests.Tests.Reports;

public class ReportTests
{
    static RunReport Report(CorrectnessVerdict? verdict)
    {
        var measurement = new Measurement(1) { Planned = 2, Sent = 2, Answered = 1, AnsweredInTime = 1, Elapsed = TimeSpan.FromSeconds(1) };
        measurement.Latency.Record(2_000_000);
        measurement.Fail(Failure.Overloaded429);
        measurement.SentOverTime.Add(0, 2);
        measurement.AnsweredOverTime.Add(1_500_000_000, 1);
        var scenario = new Scenario("storm", "First claims.", 64, null, [new Inject(2, TimeSpan.FromSeconds(1))], [Threshold.LatencyBelow(99, 25)]);
        return RunReport.Of(scenario, 1, measurement, verdict);
    }

    static CorrectnessVerdict Wrong => CorrectnessCheck.Judge([new(0, 1, Verdict.Held, 2, Guid.Empty, 1)], null);

    [Fact]
    public void A_run_with_a_wrong_ruling_has_failed_however_fast_it_was()
    {
        Assert.True(Report(null).Passed);
        Assert.False(Report(Wrong).Passed);
        Assert.Contains("each key is granted", MarkdownReport.Of(Report(Wrong)));
    }

    [Fact]
    public void All_three_forms_are_written_and_the_page_needs_nothing_else()
    {
        var root = Directory.CreateTempSubdirectory("arbiter-report-").FullName;
        try
        {
            var directory = ReportFiles.Write(Report(Wrong), root);
            Assert.Equal(["report.html", "report.json", "report.md"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
            var html = File.ReadAllText(Path.Combine(directory, "report.html"));
            Assert.Equal(2, html.Split("<svg").Length - 1);
            Assert.DoesNotContain("src=", html);
            Assert.DoesNotContain("NaN", html);
            Assert.Contains("overloaded429", File.ReadAllText(Path.Combine(directory, "report.json")));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void What_was_not_measured_is_left_out_and_not_drawn()
    {
        var root = Directory.CreateTempSubdirectory("arbiter-report-").FullName;
        try
        {
            var report = RunReport.Of(new("storm", "First claims.", 64, null, [], []), 1, new ThresholdTests.Unmeasured(), null);
            var html = File.ReadAllText(Path.Combine(ReportFiles.Write(report, root), "report.html"));
            Assert.Equal(1, html.Split("<svg").Length - 1);
            Assert.DoesNotContain("NaN", html);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Text_in_a_page_cannot_become_markup() =>
        Assert.Contains("&lt;script&gt; <b>x</b>", HtmlReport.Of("t", "- <script> **x**", []));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(5.1, 2)]
    [InlineData(86_453, 20_000)]
    [InlineData(0.04, 0.01)]
    public void Axes_have_round_steps(double largest, double step) => Assert.Equal(step, SvgChart.NiceStep(largest), 9);

    [Fact]
    public void Medians_ignore_what_is_missing()
    {
        Assert.Equal(2, Figure.Median([3, null, 1, 2]));
        Assert.Equal(2.5, Figure.Median([1, 2, 3, 4]));
        Assert.Null(Figure.Median([null]));
    }

    [Fact]
    public void A_violation_of_any_round_is_kept()
    {
        Figure Round(double rate, params string[] violations) => new() { Contestant = "a", Load = "storm", ClaimsPerSecond = rate, Violations = violations };
        var median = Figure.MedianOf([Round(1), Round(3, "two owners"), Round(2)]);
        Assert.Equal(2, median.ClaimsPerSecond);
        Assert.Equal(["two owners"], median.Violations);
    }
}
