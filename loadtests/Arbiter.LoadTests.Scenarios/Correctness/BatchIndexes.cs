using Arbiter.LoadTests.Claims;

namespace Arbiter.LoadTests.Correctness;

/// <summary>Which claims of a batch have got their ruling: each must get one, and only one.</summary>
sealed class BatchIndexes(int count, ClaimPlan plan, long firstIndex, RulingLog into)
{
    readonly bool[] answered = new bool[count];

    public bool IsNew(int index) => index >= 0 && index < count && !answered[index];

    public PlannedClaim Planned(int index) => plan(firstIndex + index);

    public bool Take(int index, SeenRuling ruling)
    {
        answered[index] = true;
        into.Add(ruling);
        return true;
    }

    /// <summary>Notes claims without a ruling as lost; true when there are none.</summary>
    public bool LoseTheRest()
    {
        var complete = true;
        for (var index = 0; index < count; index++)
        {
            if (answered[index])
                continue;
            complete = false;
            var planned = Planned(index);
            into.Add(SeenRuling.Lost(new(planned.Key, (short)planned.Rep)));
        }
        return complete;
    }
}
