namespace Arbiter.LoadTests.Load;

/// <summary>The planned send times of an open step: pure arithmetic, so that nothing that happens in the run can move them.</summary>
public sealed class Schedule
{
    readonly double fromRatePerSecond;
    readonly double slopePerSecond;

    Schedule(double fromRatePerSecond, double toRatePerSecond, TimeSpan during)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromRatePerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(toRatePerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(during, TimeSpan.Zero);
        this.fromRatePerSecond = fromRatePerSecond;
        slopePerSecond = (toRatePerSecond - fromRatePerSecond) / during.TotalSeconds;
        RateAtEndPerSecond = toRatePerSecond;
        // The small addend keeps 0.1 s × 30/s from losing its third request to binary fractions.
        Count = (long)Math.Floor((fromRatePerSecond + toRatePerSecond) / 2 * during.TotalSeconds + 1e-9);
    }

    /// <summary>Requests planned.</summary>
    public long Count { get; }

    /// <summary>The rate at the end, from which a following ramp starts; requests a second.</summary>
    public double RateAtEndPerSecond { get; }

    /// <summary>The schedule of an open step.</summary>
    /// <param name="step">The step; a closed step has no schedule.</param>
    /// <param name="rateBeforePerSecond">The rate at which the step before ended; requests a second.</param>
    public static Schedule For(LoadStep step, double rateBeforePerSecond) => step switch
    {
        Inject inject => new(inject.RatePerSecond, inject.RatePerSecond, inject.During),
        RampingInject ramp => new(rateBeforePerSecond, ramp.RatePerSecond, ramp.During),
        _ => throw new ArgumentException($"{step.GetType().Name} is a closed step: its requests have no planned time.", nameof(step)),
    };

    /// <summary>When request <paramref name="index"/> (from 0) is planned; nanoseconds after the step's start.</summary>
    public long PlannedAtNs(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        // Request n goes out when n requests are due: the root of n = r·t + s·t²/2, in the form that divides by no small slope.
        var root = Math.Sqrt(fromRatePerSecond * fromRatePerSecond + 2 * slopePerSecond * index);
        return index == 0 ? 0 : (long)(2.0 * index / (fromRatePerSecond + root) * 1e9);
    }
}
