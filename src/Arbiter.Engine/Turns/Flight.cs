using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Turns;

/// <summary>A batch on its way to the store, with the turns that it makes true and the versions that its rows have from then on.</summary>
sealed class Flight(Batch batch, List<Turn> turns)
{
    public Batch Batch => batch;

    public List<Turn> Turns => turns;

    public List<(CustomerSlot Slot, CustomerVersions Versions)> Customers { get; } = [];

    public List<(ClaimantSlot Slot, long Version)> Claimants { get; } = [];

    /// <summary>Where the log ends once it is written. Sealed here, so that the batch has its final form before another thread sees it.</summary>
    public LogHead HeadAfter { get; } = batch.HeadAfter;

    /// <summary>
    /// Whether the next batch may be sent before this one is committed. The head that it expects must be one that only this one brings about: without an event the
    /// head stays as it is, and the later of two could be first.
    /// </summary>
    public bool CanBeFollowed => batch.Events.Count > 0;
}
