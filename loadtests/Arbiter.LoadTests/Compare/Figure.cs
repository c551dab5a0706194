namespace Arbiter.LoadTests.Compare;

/// <summary>One line of the comparison: what a contestant did under a load.</summary>
public sealed record Figure
{
    /// <summary>Who.</summary>
    public required string Contestant { get; init; }
    /// <summary>Under which load.</summary>
    public required string Load { get; init; }
    /// <summary>Peak; claims a second.</summary>
    public required double ClaimsPerSecond { get; init; }
    /// <summary>p99 at 70 % of the peak, from the planned send time; milliseconds.</summary>
    public double? P99Ms { get; init; }
    /// <summary>The longest that the disk alone made a commit wait meanwhile, by <see cref="DiskProbe" />; milliseconds.</summary>
    public double? LongestSyncMs { get; init; }
    /// <summary>Rows inserted, updated and deleted for each claim.</summary>
    public double? RowsPerClaim { get; init; }
    /// <summary>Bytes written for each claim: write-ahead log of PostgreSQL, or what the process wrote to storage.</summary>
    public double? BytesPerClaim { get; init; }
    /// <summary>CPU seconds of the server for 1,000 claims.</summary>
    public double? ServerCpuSecondsPer1000 { get; init; }
    /// <summary>CPU seconds of PostgreSQL for 1,000 claims.</summary>
    public double? PostgresCpuSecondsPer1000 { get; init; }
    /// <summary>CPU seconds of the load generator for 1,000 claims.</summary>
    public double? GeneratorCpuSecondsPer1000 { get; init; }
    /// <summary>CPU that others took on this machine at the same time; percent of all cores.</summary>
    public double? OthersCpuPercent { get; init; }
    /// <summary>Requests that failed, at the peak and at 70 % of it.</summary>
    public double Failed { get; init; }
    /// <summary>Rules of correctness that were broken; null where there is nothing to check.</summary>
    public IReadOnlyList<string>? Violations { get; init; }

    /// <summary>The median of each figure over the rounds; every violation of any round.</summary>
    public static Figure MedianOf(IReadOnlyCollection<Figure> rounds)
    {
        var first = rounds.First();
        return first with
        {
            ClaimsPerSecond = Median(rounds.Select(figure => (double?)figure.ClaimsPerSecond)) ?? 0,
            P99Ms = Median(rounds.Select(figure => figure.P99Ms)),
            LongestSyncMs = Median(rounds.Select(figure => figure.LongestSyncMs)),
            RowsPerClaim = Median(rounds.Select(figure => figure.RowsPerClaim)),
            BytesPerClaim = Median(rounds.Select(figure => figure.BytesPerClaim)),
            ServerCpuSecondsPer1000 = Median(rounds.Select(figure => figure.ServerCpuSecondsPer1000)),
            PostgresCpuSecondsPer1000 = Median(rounds.Select(figure => figure.PostgresCpuSecondsPer1000)),
            GeneratorCpuSecondsPer1000 = Median(rounds.Select(figure => figure.GeneratorCpuSecondsPer1000)),
            OthersCpuPercent = Median(rounds.Select(figure => figure.OthersCpuPercent)),
            Failed = rounds.Sum(figure => figure.Failed),
            Violations = first.Violations is null ? null : [.. rounds.SelectMany(figure => figure.Violations ?? []).Distinct()],
        };
    }

    /// <summary>The middle value, or the mean of the two middle ones; null when there is none.</summary>
    public static double? Median(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
