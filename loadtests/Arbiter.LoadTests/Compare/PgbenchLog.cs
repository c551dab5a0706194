using System.Globalization;

namespace Arbiter.LoadTests.Compare;

/// <summary>
/// pgbench's log of single transactions (<c>-l</c>): client, number, microseconds, …. With a planned rate (<c>-R</c>) the microseconds count from the planned instant on.
/// Source: PostgreSQL's manual, pgbench, "Per-Transaction Logging" and <c>--rate</c>.
/// </summary>
static class PgbenchLog
{
    const int MicrosecondsAt = 2;

    /// <summary>The smallest value that so many percent do not exceed; milliseconds. Null without a transaction.</summary>
    public static double? PercentileMs(IEnumerable<string> lines, double percent)
    {
        var sorted = lines.Select(line => line.Split(' ')).Where(fields => fields.Length > MicrosecondsAt)
            .Select(fields => long.TryParse(fields[MicrosecondsAt], NumberStyles.None, CultureInfo.InvariantCulture, out var us) ? us : -1).Where(us => us >= 0).Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100) - 1)] / 1000.0;
    }
}
