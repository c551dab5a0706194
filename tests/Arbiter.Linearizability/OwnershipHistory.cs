namespace Arbiter.Linearizability;

/// <summary>Histories of ownership, checked piece by piece.</summary>
public static class OwnershipHistory
{
    /// <summary>
    /// Cuts a history into pieces that share no key: claims over several keys tie all of them together. Each piece can be checked alone.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<Operation<OwnershipOperation>>> Partition(IEnumerable<Operation<OwnershipOperation>> history)
    {
        var operations = history.ToList();
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            foreach (var key in operation.Value.Keys) parents[Root(parents, key)] = Root(parents, operation.Value.Keys[0]);
        }

        return [.. operations.GroupBy(o => Root(parents, o.Value.Keys[0])).Select(piece => (IReadOnlyList<Operation<OwnershipOperation>>)[.. piece])];
    }

    /// <summary>Checks every piece, side by side, and returns those that are not known to be linearizable. Empty: all is well.</summary>
    public static IReadOnlyList<CheckResult<OwnershipOperation>> Check(
        IEnumerable<Operation<OwnershipOperation>> history, bool protectionMayEnd = false, long maxStepsPerPiece = Checker.DefaultMaxSteps)
    {
        var model = new OwnershipModel(protectionMayEnd);
        return [.. Partition(history).AsParallel().AsOrdered().Select(piece => Checker.Check(model, piece, maxStepsPerPiece)).Where(result => !result.IsLinearizable)];
    }

    static string Root(Dictionary<string, string> parents, string key)
    {
        if (!parents.TryGetValue(key, out var parent))
        {
            parents.Add(key, key);
            return key;
        }

        if (parent == key) return key;
        return parents[key] = Root(parents, parent);
    }
}
