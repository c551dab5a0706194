namespace Arbiter.Storage;

/// <summary>How a store behaves; the defaults suit a server.</summary>
public sealed record StoreOptions
{
    /// <summary>How far this machine's clock may be from a shared database's. Null: never compared.</summary>
    public TimeSpan? MaxClockSkew { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Connections for queries, besides those of the journal. More callers wait for one to come free.</summary>
    public int QueryConnections { get; init; } = 8;

    /// <summary>
    /// A process that is further behind the log than this does not catch up inside an append, where it would hold off everybody else; it has to begin again.
    /// </summary>
    public int MaxTail { get; init; } = 20_000;

    /// <summary>
    /// Migrations that shut out servers of an older release are run even while such servers use the database: these stop taking commands at that moment.
    /// </summary>
    public bool ContractNow { get; init; }
}
