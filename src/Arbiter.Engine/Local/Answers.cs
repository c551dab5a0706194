using Arbiter.Engine.Turns;

namespace Arbiter.Engine.Local;

/// <summary>Ended turns whose askers are to be told.</summary>
sealed class Answers
{
    List<Turn> ended = [];

    public void Add(Turn turn) => ended.Add(turn);

    /// <summary>Has everybody told, in no particular order.</summary>
    public void Tell()
    {
        if (ended.Count == 0) return;
        var all = ended;
        ended = new List<Turn>(all.Capacity);
        Handfuls.Queue(all, static turn => turn.Tell());
    }
}
