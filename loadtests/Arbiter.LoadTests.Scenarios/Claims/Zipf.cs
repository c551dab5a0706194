namespace Arbiter.LoadTests.Claims;

/// <summary>Ranks as customers are really asked for: the rank r comes up in proportion to 1/r.</summary>
public sealed class Zipf
{
    readonly double[] upTo;

    /// <summary>Prepares to draw from so many ranks.</summary>
    public Zipf(int ranks)
    {
        upTo = new double[ranks];
        var sum = 0.0;
        for (var rank = 0; rank < ranks; rank++)
            upTo[rank] = sum += 1.0 / (rank + 1);
        for (var rank = 0; rank < ranks; rank++)
            upTo[rank] /= sum;
    }

    /// <summary>The rank, from 0, for a uniform number from 0 up to 1.</summary>
    public int Rank(double unit)
    {
        var index = Array.BinarySearch(upTo, unit);
        return Math.Min(index < 0 ? ~index : index + 1, upTo.Length - 1);
    }
}
