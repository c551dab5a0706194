using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>What a history consists of, in one line: a proof over answers of one kind would prove little.</summary>
static class Summary
{
    public static string Of(IReadOnlyList<Operation> history) =>
        $"{history.Count} operations: " + string.Join(", ", history
            .GroupBy(o => $"{o.Act} {o.Answer?.Kind ?? o.Fate.ToString()}")
            .OrderByDescending(g => g.Count())
            .Select(g => $"{g.Count()} {g.Key}"));
}
