namespace Arbiter.Proofs.Faults;

/// <summary>A point of an append at which a connection can fail; see <see cref="FaultProxy.FailAtAsync"/>.</summary>
public enum Moment
{
    /// <summary>PostgreSQL gave this server the lock on the log, and nothing passes any more.</summary>
    Locked,

    /// <summary>PostgreSQL has written the batch but was not told to commit, and nothing passes any more.</summary>
    Written,

    /// <summary>The commit was passed on, and the connection is reset on both sides: it may happen or not.</summary>
    Committing,

    /// <summary>PostgreSQL has committed, and the connection is reset instead of the answer.</summary>
    Committed,
}
