using System.Text.Json;

namespace Arbiter.Proofs.Checking;

/// <summary>The pair that a merge or its undoing is about, and who owns each after it.</summary>
public sealed record LoggedMerge(Guid Merged, Guid Into, (string? Owner, int Epoch) AfterMerged, (string? Owner, int Epoch) AfterInto)
{
    public static LoggedMerge? Read(JsonElement data)
    {
        if (!data.TryGetProperty("merged", out var merged)) return null;
        // Only a merge says how high the customers are now stacked.
        var undone = !data.TryGetProperty("height", out _);
        return new LoggedMerge(
            merged.GetGuid(), data.GetProperty("into").GetGuid(), (undone ? Rep("mergedHeld") : null, data.GetProperty("mergedEpoch").GetInt32()),
            (Rep(undone ? "intoHeld" : "held"), data.GetProperty("epoch").GetInt32()));

        string? Rep(string name) => data.TryGetProperty(name, out var held) ? held.GetProperty("rep").GetString() : null;
    }
}
