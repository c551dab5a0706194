using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>Cuts a history into parts that have no key and no customer in common. The whole is linearizable exactly when each part is.</summary>
static class Partition
{
    public static IEnumerable<List<Operation>> Of(IReadOnlyList<Operation> history)
    {
        var parents = new Dictionary<object, object>();
        foreach (var o in history)
        {
            var names = Names(o).ToList();
            foreach (var name in names) Union(names[0], name);
        }

        return history.GroupBy(o => Root(Names(o).First())).Select(part => part.ToList());

        object Root(object name)
        {
            while (parents.GetValueOrDefault(name, name) is var parent && !parent.Equals(name)) name = parent;
            return name;
        }

        void Union(object a, object b)
        {
            if (Root(a) is var x && Root(b) is var y && !x.Equals(y)) parents[x] = y;
        }
    }

    static IEnumerable<object> Names(Operation o)
    {
        foreach (var key in o.Keys) yield return key;
        if (o.Customer is { } asked) yield return asked;
        if (o.Answer?.Customer is { } told) yield return told;
    }
}
