using Arbiter.Engine.Queries;
using Arbiter.Engine.Similar;

namespace Arbiter.Engine.Journal;

/// <summary>A database that keeps Arbiter: what the engine writes through, and what people read from.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>What it is, for people: <c>SQLite ./data/arbiter.db</c>, <c>PostgreSQL host/database</c>. Without secrets.</summary>
    string Description { get; }

    IJournal Journal { get; }

    IQueries Queries { get; }

    IIdentityIndex Identity { get; }

    /// <summary>What processes that share the store know of each other; null where only one may use it.</summary>
    IReplicas? Replicas { get; }

    /// <summary>Brings the schema up to date, under a lock.</summary>
    Task<Migrated> MigrateAsync(CancellationToken cancel);
}
