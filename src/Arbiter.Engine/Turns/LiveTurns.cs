namespace Arbiter.Engine.Turns;

/// <summary>
/// The turns that were submitted and have not ended, in order of arrival. Apart from the lists that say what each waits for: a fault may strike while a turn is in none of
/// them, and its asker is told all the same.
/// </summary>
sealed class LiveTurns
{
    Turn? first;
    Turn? last;

    public bool IsEmpty => first is null;

    public void Add(Turn turn)
    {
        turn.Before = last;
        if (last is null) first = turn;
        else last.After = turn;
        last = turn;
        turn.IsLive = true;
    }

    /// <summary>Nothing happens to one that has ended.</summary>
    public void Remove(Turn turn)
    {
        if (!turn.IsLive) return;
        if (turn.Before is null) first = turn.After;
        else turn.Before.After = turn.After;
        if (turn.After is null) last = turn.Before;
        else turn.After.Before = turn.Before;
        (turn.Before, turn.After, turn.IsLive) = (null, null, false);
    }

    /// <summary>The one that came first, which has to be removed before the next is asked for.</summary>
    public Turn? First => first;
}
