using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;

namespace Arbiter.Engine.Similar;

/// <summary>
/// Finds customers that may be the one somebody means: the same shared key, a similar company name, a number that differs by a slip. Committed state
/// only; names may be behind it by what <see cref="NameProjection"/> has not read yet. May be called at any time, side by side.
/// </summary>
public interface IIdentityIndex
{
    /// <summary>
    /// After the schema is up to date: makes what it lacks where it may. Returns null, or in words for people why names are found worse than they could be.
    /// </summary>
    Task<string?> PrepareAsync(CancellationToken cancel);

    /// <summary>How far into the log the names under this rule of indexing stand; 0: not begun.</summary>
    Task<long> PositionAsync(string rule, CancellationToken cancel);

    /// <summary>
    /// Replaces all names of <paramref name="customers"/> and moves the position, in one transaction. False, and nothing written, when the position is not
    /// <see cref="NameStep.From"/>: another process is ahead. A step from 0 begins with an empty index.
    /// </summary>
    Task<bool> AdvanceAsync(NameStep step, CancellationToken cancel);

    /// <summary>Customers with everything that points to them. What does not exist is left out.</summary>
    Task<IReadOnlyList<Candidate>> ReadAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancel);

    /// <summary>
    /// Those of <paramref name="keys"/> that there are, with the customers that they lead to; shared ones lead nowhere. One statement for any number of keys, each by
    /// the primary key.
    /// </summary>
    Task<IReadOnlyList<(CustomerKey Key, CustomerId Customer)>> LeadToAsync(IReadOnlyCollection<CustomerKey> keys, CancellationToken cancel);

    /// <summary>
    /// Candidates for <paramref name="query"/>, at most <see cref="CandidateQuery.Limit"/>, in no order. Runs the same statements whatever it finds.
    /// </summary>
    Task<IReadOnlyList<Candidate>> FindAsync(CandidateQuery query, CancellationToken cancel);
}

/// <summary>One step of the index along the log.</summary>
/// <param name="Rule">Names what is indexed of a name; another rule is another index, built from the beginning.</param>
public sealed record NameStep(string Rule, long From, long To, IReadOnlyCollection<CustomerId> Customers, IReadOnlyCollection<IndexedName> Names);

/// <summary>A company name of a customer.</summary>
public readonly record struct IndexedName(CustomerId Customer, Scope Scope, NameText Name);

/// <summary>
/// A company name as names are looked for: a search finds those that differ from it as a whole by one slip, and those with the same core. Parts alone are not
/// looked for: thousands share each of them.
/// </summary>
/// <param name="Whole">All letters and digits that say which company it is, the place among them; without spaces.</param>
/// <param name="Core">The whole without its place; equal to it when it names none.</param>
public readonly record struct NameText(string Whole, string Core)
{
    /// <summary>Longer ones are cut: they are told apart by less.</summary>
    public const int MostChars = 64;

    /// <summary>Without the name: it is personal data.</summary>
    public override string ToString() => "****";
}

/// <summary>What to look for. All values are canonical.</summary>
/// <param name="Names">The first few count.</param>
/// <param name="Shared">Keys that several customers may have; only those who share them are found, not whom they lead to.</param>
/// <param name="NearPhones">Numbers that may be meant instead of those given.</param>
public sealed record CandidateQuery(Scope Scope, IReadOnlyList<NameText> Names, IReadOnlyList<CustomerKey> Shared, IReadOnlyList<string> NearPhones)
{
    /// <summary>How many names one search compares.</summary>
    public const int MostNames = 4;

    /// <summary>How many customers each way of looking may bring up.</summary>
    public int PerWay { get; init; } = 24;

    /// <summary>How many candidates there are at most.</summary>
    public int Limit { get; init; } = 50;

    public bool IsEmpty => Names.Count + Shared.Count + NearPhones.Count == 0;

    /// <summary>Without what is looked for: it is personal data.</summary>
    public override string ToString() => $"{Names.Count} names, {Shared.Count} shared keys, {NearPhones.Count} near phones";
}

/// <summary>
/// A customer as it stands, with the keys that lead to it and the shared ones it was seen with, those that a person found to be shared among them. In the clear;
/// who may see them is the caller's to decide.
/// </summary>
public sealed record Candidate(Customer State, IReadOnlyList<CustomerKey> Keys, IReadOnlyList<CustomerKey> Mentions)
{
    public override string ToString() => $"{State.Id}, {Keys.Count} keys";
}
