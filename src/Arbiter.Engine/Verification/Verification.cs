namespace Arbiter.Engine.Verification;

/// <summary>Something that is not as the log says. <paramref name="What"/> names ids, positions and fields, never what stands in them.</summary>
public readonly record struct Deviation(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}

/// <summary>How far a verification has come.</summary>
public readonly record struct VerificationProgress(string Stage, long Done);

/// <summary>What a verification found. <paramref name="First"/> are the first deviations of <paramref name="Deviations"/>.</summary>
public sealed record VerificationResult(
    long Events, long Customers, long Claimants, long KeyCounts, long Deviations, IReadOnlyList<Deviation> First)
{
    public bool Holds => Deviations == 0;
}

/// <summary>Collects deviations: counts all, keeps the first.</summary>
sealed class DeviationList(int kept)
{
    readonly List<Deviation> first = [];

    public long Count { get; private set; }

    public IReadOnlyList<Deviation> First => first;

    public void Add(string where, string what)
    {
        Count++;
        if (first.Count < kept) first.Add(new Deviation(where, what));
    }
}
