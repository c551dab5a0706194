namespace Arbiter.Engine.Local;

/// <summary>
/// What the turn loop is told, in order. Many write, one reads, and the reader takes all there is at once. It waits as a thread of its own and not in the thread pool:
/// there it would stand in line behind every request that has just arrived, while the store has nothing to do.
/// </summary>
/// <remarks>Bounded by the commands admitted and the few operations that may be under way (see <see cref="LocalEngine"/>), not by itself.</remarks>
sealed class Inbox<T>
{
    readonly object gate = new();
    List<T> arriving = [];
    /// <summary>With so many messages the waiting reader is woken; 0: nobody waits.</summary>
    int wakeAt;
    bool urgentArrived;
    bool closed;

    /// <summary>False when nobody will read it any more.</summary>
    /// <param name="urgent">Wakes the reader however patient it is.</param>
    public bool TryAdd(T message, bool urgent)
    {
        lock (gate)
        {
            if (closed) return false;
            arriving.Add(message);
            urgentArrived |= urgent;
            if (wakeAt > 0 && (urgent || arriving.Count >= wakeAt)) Wake();
            return true;
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (gate) return arriving.Count == 0;
        }
    }

    /// <summary>
    /// Waits for <paramref name="least"/> messages or an urgent one, and takes all there are: <paramref name="into"/> (emptied) becomes the list of the next ones.
    /// Null when it was closed. Who knows that an urgent one will come can be patient: each waking costs more than what most messages ask for.
    /// </summary>
    public List<T>? TakeAll(List<T> into, int least)
    {
        into.Clear();
        lock (gate)
        {
            while (arriving.Count < least && !urgentArrived && !closed)
            {
                wakeAt = least;
                Monitor.Wait(gate);
            }

            if (closed) return null;
            urgentArrived = false;
            (arriving, into) = (into, arriving);
            return into;
        }
    }

    /// <summary>Takes no more, and returns what was not read.</summary>
    public IReadOnlyList<T> Close()
    {
        lock (gate)
        {
            closed = true;
            Wake();
            return arriving;
        }
    }

    void Wake()
    {
        wakeAt = 0;
        Monitor.Pulse(gate);
    }
}
