namespace Arbiter.Storage.Postgres;

/// <summary>Whether other processes wrote so lately that it is better to lock the log before deciding than to try one's luck. Shared by the connections that append.</summary>
sealed class Caution
{
    /// <summary>So many appends in a row without another writer end it.</summary>
    const int QuietAppends = 8;

    volatile int left;

    public bool IsOn => left > 0;

    /// <summary>Somebody else wrote.</summary>
    public void Begin() => left = QuietAppends;

    /// <summary>An append found nobody else. Appends that lock come one at a time, so that nothing is lost here between reading and writing.</summary>
    public void Calm() => left = Math.Max(0, left - 1);
}
