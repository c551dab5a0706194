using Arbiter.LoadTests.Compare;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.Tests.Compare;

public class ComparisonReportTests
{
    static Figure Line(string contestant, string load, double rate, double serverCpu = 0.05, double? postgresCpu = null) => new()
    {
        Contestant = contestant,
        Load = load,
        ClaimsPerSecond = rate,
        ServerCpuSecondsPer1000 = serverCpu,
        PostgresCpuSecondsPer1000 = postgresCpu,
    };

    static ComparisonReport Report(params Figure[] medians) =>
        new(default, 1, 1, Durations.Quick, new EnvironmentFacts(2, "p", 1, "r", "o", "none", "unknown"), medians, medians);

    static ComparisonReport Whole => Report(
        Line("pgbench", "storm", 10_000), Line("pgbench", "hot", 1_000),
        Line("Arbiter/PostgreSQL", "storm", 8_000, 0.09, 0.07), Line("Arbiter/PostgreSQL", "hot", 2_500), Line("Arbiter/SQLite", "storm", 9_000),
        Line("engine in memory", "storm", 50_000, 0.02), Line("engine in memory", "hot", 300_000),
        Line("engine on SQLite", "storm", 20_000), Line("engine on PostgreSQL", "storm", 16_000, 0.04, 0.06),
        Line("Kestrel constant", "storm", 40_000));

    [Fact]
    public void The_ladder_goes_from_the_constant_over_the_engine_to_the_server()
    {
        var ladder = Whole.Ladder;
        Assert.Equal(
            ["Kestrel constant", "engine in memory", "engine on SQLite", "Arbiter/SQLite", "engine on PostgreSQL", "Arbiter/PostgreSQL"],
            ladder.Select(rung => rung.Contestant));
        Assert.Equal([null, 1.25, 0.4, 0.45, 0.32, 0.5], ladder.Select(rung => rung.OfAbove));
        Assert.Equal(90, ladder[^1].ServerCpuMicroseconds!.Value, 9);
        Assert.Equal(70, ladder[^1].PostgresCpuMicroseconds!.Value, 9);
    }

    [Fact]
    public void The_text_has_a_line_for_each_rung_and_says_where_the_ladder_does_not_hold()
    {
        var text = ComparisonText.Of(Whole);
        Assert.Contains("| engine in memory | 50,000 | 20.0 |  | 125 % of Kestrel constant: **faster** |", text);
        Assert.Contains("| Arbiter/PostgreSQL | 8,000 | 90.0 | 70.0 | 50 % of engine on PostgreSQL |", text);
        Assert.Contains("| engine in memory | hot | 300,000 |", text);
    }

    [Fact]
    public void Rungs_that_were_not_measured_are_left_out_with_what_would_be_compared_to_them()
    {
        var ladder = Report(Line("Arbiter/PostgreSQL", "storm", 8_000), Line("engine in memory", "hot", 1)).Ladder;
        Assert.Equal(("Arbiter/PostgreSQL", null), (Assert.Single(ladder).Contestant, ladder[0].OfAbove));
    }

    [Fact]
    public void Several_servers_are_held_to_three_quarters_of_one_and_the_textbook_to_a_sixth_or_a_quarter()
    {
        var report = Report(
            Line("Arbiter/PostgreSQL", "storm", 12_000), Line("Arbiter replicas/PostgreSQL", "storm", 9_600), Line("Arbiter/PostgreSQL", "crowd", 16_000),
            Line("Arbiter replicas/PostgreSQL", "crowd", 8_000), Line("Arbiter on Orleans/PostgreSQL", "storm", 6_000),
            Line("textbook Orleans", "storm", 2_000), Line("textbook Orleans", "hot", 1));
        Assert.Equal(
            [("Arbiter replicas/PostgreSQL first claims over 64 connections / one server", 0.8, 0.75),
                ("Arbiter replicas/PostgreSQL first claims over 512 connections / one server", 0.5, 0.75), ("Arbiter/PostgreSQL first claims / textbook Orleans", 6.0, 6.0),
                ("Arbiter on Orleans/PostgreSQL first claims / textbook Orleans", 3.0, 4.0)],
            report.Ratios.Select(ratio => (ratio.Name, ratio.Value, ratio.Goal!.Value)));
        Assert.Contains("| Arbiter on Orleans/PostgreSQL first claims / textbook Orleans | 3.00 | ≥ 4.0: **missed** |", ComparisonText.Of(report));
    }

    [Fact]
    public void A_ratio_needs_both_sides_and_a_hot_customer_is_held_to_three()
    {
        Assert.Equal(
            [("Arbiter/PostgreSQL first claims / pgbench first claims", 0.8, 1.0), ("Arbiter/PostgreSQL hot / pgbench hot", 2.5, 3.0)],
            Whole.Ratios.Where(ratio => ratio.Name.Contains("PostgreSQL") && ratio.Goal is not null).Select(ratio => (ratio.Name, ratio.Value, ratio.Goal!.Value)));
        Assert.Empty(Report(Line("Arbiter/SQLite", "hot", 1), Line("pgbench", "storm", 1)).Ratios);
        Assert.Empty(Report(Line("pgbench", "storm", 1)).Ratios);
    }
}
