namespace Arbiter.Linearizability;

/// <summary>
/// Something a client did, with the ticks of one clock at which it began and at which it had its answer. Without an answer (timed out, connection broken,
/// 503) it may have happened at any time after its call, or not at all: it returns at <see cref="Never"/>.
/// </summary>
public sealed record Operation<T>(T Value, long Call, long Return)
{
    /// <summary>The return of an operation that had no answer.</summary>
    public const long Never = long.MaxValue;
}

/// <summary>A sequential object: what each operation may do to it.</summary>
public interface IModel<TState, in TOperation> where TState : IEquatable<TState>
{
    /// <summary>The object before anything happened.</summary>
    TState Initial { get; }

    /// <summary>
    /// The states after <paramref name="operation"/>; none when its answer is impossible here. More than one when the answer does not tell, above all when
    /// there was none: then the state itself must be among them, because the operation may not have happened.
    /// </summary>
    IEnumerable<TState> Step(TState state, TOperation operation);
}

/// <summary>What a check came to.</summary>
public enum CheckVerdict
{
    /// <summary>There is an order of the operations, in keeping with real time, that explains every answer.</summary>
    Yes,

    /// <summary>There is none.</summary>
    No,

    /// <summary>The search was given up. This is no success.</summary>
    Unknown,
}

/// <summary>What a check came to and, for a post-mortem, how far the best attempt got.</summary>
/// <param name="Explained">The longest beginning of an order that was found.</param>
/// <param name="Stuck">The operations that could not follow it.</param>
public sealed record CheckResult<T>(CheckVerdict Verdict, IReadOnlyList<Operation<T>> Explained, IReadOnlyList<Operation<T>> Stuck, long Steps)
{
    /// <summary>True only when an order was found.</summary>
    public bool IsLinearizable => Verdict == CheckVerdict.Yes;

    /// <summary>The verdict and the end of the best attempt.</summary>
    public override string ToString() => Verdict == CheckVerdict.Yes
        ? $"linearizable ({Steps:N0} steps)"
        : $"{(Verdict == CheckVerdict.No ? "NOT LINEARIZABLE" : "UNKNOWN: the search was given up")} ({Steps:N0} steps)\n  explained {Explained.Count}, the last:\n"
            + $"{Lines(Explained.TakeLast(10))}\n  which cannot be followed by any of:\n{Lines(Stuck.Take(10))}";

    static string Lines(IEnumerable<Operation<T>> operations) =>
        string.Join('\n', operations.Select(o => $"    [{o.Call}, {(o.Return == Operation<T>.Never ? "never" : o.Return)}] {o.Value}"));
}
