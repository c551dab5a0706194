using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;
using Arbiter.Engine.Similar;

namespace Arbiter.Proofs.Mutants;

/// <summary>A store with another journal.</summary>
sealed class MutantStore(IStore store, IJournal journal) : IStore
{
    public string Description => "mutant of " + store.Description;

    public IJournal Journal => journal;

    public IQueries Queries => store.Queries;

    public IIdentityIndex Identity => store.Identity;

    /// <summary>Nobody to ask: what a mutant does wrong it does itself.</summary>
    public IReplicas? Replicas => null;

    public Task<Migrated> MigrateAsync(CancellationToken cancel) => store.MigrateAsync(cancel);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}

/// <summary>Passes everything on; mutants override what they do wrong.</summary>
class PassingJournal(IJournal inner) : IJournal
{
    protected IJournal Inner => inner;

    public virtual bool IsShared => inner.IsShared;

    public bool IsContended => inner.IsContended;

    public virtual Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel) => inner.OpenAsync(cancel);

    public virtual Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel) => inner.LoadAsync(request, cancel);

    public virtual Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel) =>
        inner.AppendAsync(batch, rebase, cancel);

    public Task<LogHead> HeadAsync(CancellationToken cancel) => inner.HeadAsync(cancel);

    public Task<bool> TakeDutyAsync(string duty, TimeSpan during, CancellationToken cancel) => inner.TakeDutyAsync(duty, during, cancel);

    public Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel) => inner.ReadAsync(after, limit, cancel);

    public virtual Task<IReadOnlyList<LogRecord>> TailAsync(long after, int limit, CancellationToken cancel) => inner.TailAsync(after, limit, cancel);

    public IAsyncEnumerable<IReadOnlyList<CustomerKey>> ReadKeysAsync(CancellationToken cancel) => inner.ReadKeysAsync(cancel);

    public Task<Reference> LoadReferenceAsync(CancellationToken cancel) => inner.LoadReferenceAsync(cancel);

    public virtual Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel) => inner.DueAsync(now, limit, cancel);

    public Task<int> ForgetRequestsAsync(DateTimeOffset now, int limit, CancellationToken cancel) => inner.ForgetRequestsAsync(now, limit, cancel);

    public virtual Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel) => inner.IgnoreNewsAsync(during, cancel);

    public virtual Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => inner.WaitForNewsAsync(atMost, cancel);

    // Whoever opened the store closes it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
