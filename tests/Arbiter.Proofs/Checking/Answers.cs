using Arbiter.Linearizability;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>Asks the checker for an order of operations that explains all answers.</summary>
static class Answers
{
    /// <summary>Null when there is one; else how far the search came.</summary>
    public static string? Refute(IEnumerable<Operation> settled) =>
        OwnershipHistory.Check(settled.Select(o => new Operation<OwnershipOperation>(Translate(o), o.Called, o.Returned))).FirstOrDefault()?.ToString();

    static OwnershipOperation Translate(Operation o) => new(
        o.Act switch
        {
            Act.Claim => Asked.Claim,
            Act.LookUp => Asked.LookUp,
            Act.Release => Asked.Release,
            Act.Merge => Asked.Merge,
            Act.Unmerge => Asked.Unmerge,
            Act.Mark => Asked.Mark,
            Act.Unmark => Asked.Unmark,
            _ => Asked.Transfer,
        },
        o.Rep,
        [.. Keys(o).Select(ArbiterClient.Phone)],
        o.To,
        o.Answer is { } answer
            ? new OwnershipAnswer(
                Verdict(o, answer.Kind), answer.Owner, answer.Epoch, answer.Since, answer.Marked is null ? null : [.. o.Keys.Where((_, i) => answer.IsMarked(i)).Select(ArbiterClient.Phone)])
            : null);

    static int[] Keys(Operation o) => o switch
    {
        { IntoKey: { } into, About: { } merged } => [into, merged],
        { About: { } key } => [key],
        _ => o.Keys,
    };

    /// <summary>Problems by their name in the domain. Whoever may not see a customer is told that there is none.</summary>
    static string Verdict(Operation o, string kind) => kind switch
    {
        "not-owned" => "notOwned",
        "owner-already" => "ownerAlready",
        "already-merged" => "alreadyMerged",
        "not-merged" => "notMerged",
        "nothing-to-do" => "nothingToDo",
        "merged-again" => "mergedAgain",
        "too-many-merged" => "tooManyMerged",
        "not-found" => o.Rep is null ? "unknownCustomer" : "notOwner",
        _ => kind,
    };
}
