namespace Arbiter.Linearizability;

/// <summary>
/// Decides whether a history is linearizable: the search of Wing and Gong with Lowe's memory of what was tried. Takes, again and again, any operation that was
/// called before the first return still open; goes back when none of them fits. A set of operations that once led to the same states is not tried again.
/// Where an answer leaves open what happened, all states that it allows are carried along together.
/// </summary>
public static class Checker
{
    /// <summary>Steps after which a search is given up: seconds, not hours.</summary>
    public const long DefaultMaxSteps = 3_000_000;

    /// <summary>Checks one history against one object. Histories of several objects are checked one by one: linearizability is local.</summary>
    public static CheckResult<T> Check<TState, T>(IModel<TState, T> model, IReadOnlyList<Operation<T>> history, long maxSteps = DefaultMaxSteps)
        where TState : IEquatable<TState> => new Search<TState, T>(model, history, maxSteps).Run();
}

sealed class Search<TState, T> where TState : IEquatable<TState>
{
    readonly IModel<TState, T> model;
    readonly IReadOnlyList<Operation<T>> history;
    readonly long maxSteps;
    readonly int[] operationAt;
    readonly bool[] isReturn;
    readonly int[] next;
    readonly int[] previous;
    readonly int[] returnOf;
    readonly int head;
    readonly Dictionary<Taken, List<StateSet<TState>>> tried = [];
    readonly Stack<(int Entry, StateSet<TState> Before)> order = new();
    List<int> best = [];

    public Search(IModel<TState, T> model, IReadOnlyList<Operation<T>> history, long maxSteps)
    {
        (this.model, this.history, this.maxSteps) = (model, history, maxSteps);
        // At the same tick calls come first: such operations may have overlapped.
        var entries = history.SelectMany((o, i) => new[] { (At: o.Call, Return: false, i), (At: o.Return, Return: true, i) })
            .OrderBy(e => e.At).ThenBy(e => e.Return).ToArray();
        operationAt = [.. entries.Select(e => e.i)];
        isReturn = [.. entries.Select(e => e.Return)];
        head = entries.Length;
        (next, previous, returnOf) = (new int[head + 1], new int[head + 1], new int[history.Count]);
        for (var i = 0; i <= head; i++) (next[i], previous[i]) = (i + 1 > head ? 0 : i + 1, i == 0 ? head : i - 1);
        for (var i = 0; i < head; i++)
        {
            if (isReturn[i]) returnOf[operationAt[i]] = i;
        }
    }

    public CheckResult<T> Run()
    {
        var states = new StateSet<TState>([model.Initial]);
        var taken = new Taken(history.Count);
        var steps = 0L;
        var entry = next[head];
        while (next[head] != head)
        {
            if (++steps > maxSteps) return Result(CheckVerdict.Unknown, steps);
            if (!isReturn[entry])
            {
                var after = states.Step(model, history[operationAt[entry]].Value);
                if (!after.IsEmpty && IsNew(taken.With(operationAt[entry]), after, out var withIt))
                {
                    order.Push((entry, states));
                    if (order.Count > best.Count) best = [.. order.Reverse().Select(o => operationAt[o.Entry])];
                    (states, taken) = (after, withIt);
                    Lift(entry);
                    entry = next[head];
                }
                else
                {
                    entry = next[entry];
                }
            }
            else
            {
                // Nothing fits before this return: what was taken last was wrong.
                if (!order.TryPop(out var last)) return Result(CheckVerdict.No, steps);
                states = last.Before;
                taken = taken.Without(operationAt[last.Entry]);
                PutBack(last.Entry);
                entry = next[last.Entry];
            }
        }

        best = [.. order.Reverse().Select(o => operationAt[o.Entry])];
        return Result(CheckVerdict.Yes, steps);
    }

    bool IsNew(Taken set, StateSet<TState> states, out Taken with)
    {
        with = set;
        if (!tried.TryGetValue(set, out var seen)) tried.Add(set, seen = []);
        if (seen.Exists(s => s.Same(states))) return false;
        seen.Add(states);
        return true;
    }

    void Lift(int entry)
    {
        Unlink(entry);
        Unlink(returnOf[operationAt[entry]]);
    }

    void PutBack(int entry)
    {
        Link(returnOf[operationAt[entry]]);
        Link(entry);
    }

    void Unlink(int entry) => (next[previous[entry]], previous[next[entry]]) = (next[entry], previous[entry]);

    void Link(int entry) => next[previous[entry]] = previous[next[entry]] = entry;

    CheckResult<T> Result(CheckVerdict verdict, long steps)
    {
        var explained = best.ToHashSet();
        var left = Enumerable.Range(0, history.Count).Where(i => !explained.Contains(i)).ToList();
        var firstReturn = left.Count == 0 ? 0 : left.Min(i => history[i].Return);
        return new CheckResult<T>(
            verdict, [.. best.Select(i => history[i])], [.. left.Select(i => history[i]).Where(o => o.Call <= firstReturn).OrderBy(o => o.Call)], steps);
    }
}

/// <summary>A set of operations, by number, that can be a dictionary's key.</summary>
readonly struct Taken(ulong[] bits) : IEquatable<Taken>
{
    readonly ulong[] bits = bits;

    public Taken(int operations) : this(new ulong[(operations + 63) / 64])
    {
    }

    public Taken With(int operation) => Flipped(operation);

    public Taken Without(int operation) => Flipped(operation);

    public bool Equals(Taken other) => bits.AsSpan().SequenceEqual(other.bits);

    public override bool Equals(object? other) => other is Taken taken && Equals(taken);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(bits.AsSpan()));
        return hash.ToHashCode();
    }

    Taken Flipped(int operation)
    {
        var copy = (ulong[])bits.Clone();
        copy[operation >> 6] ^= 1UL << (operation & 63);
        return new Taken(copy);
    }
}

/// <summary>The states that are possible at a point of the search; nearly always one.</summary>
readonly struct StateSet<TState>(TState[] states) where TState : IEquatable<TState>
{
    readonly TState[] states = states;

    public bool IsEmpty => states.Length == 0;

    public StateSet<TState> Step<T>(IModel<TState, T> model, T operation)
    {
        var after = new List<TState>(1);
        foreach (var state in states)
        {
            foreach (var possible in model.Step(state, operation))
            {
                if (!after.Contains(possible)) after.Add(possible);
            }
        }

        return new StateSet<TState>([.. after]);
    }

    public bool Same(StateSet<TState> other) => states.Length == other.states.Length && Array.TrueForAll(states, s => Array.IndexOf(other.states, s) >= 0);
}
