using System.Runtime.CompilerServices;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;

namespace Arbiter.LoadTests.Engine;

/// <summary>
/// A journal that keeps everything in memory, and keeps what every journal promises: numbers without a gap, a sealed chain, fenced rows, all of a batch
/// or nothing. Measured on it, the engine shows what deciding costs when storing costs nothing. Nothing of it survives the process.
/// </summary>
sealed class MemoryJournal(TimeProvider time) : IJournal
{
    readonly Lock gate = new();
    readonly MemoryTables tables = new();
    readonly List<LogRecord> log = [];
    LogHead head = LogHead.Empty;

    public bool IsShared => false;

    public Task<(LogHead Head, Reference Reference)> OpenAsync(CancellationToken cancel) => Task.FromResult(Locked(() => (head, tables.Reference)));

    public Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel) => Task.FromResult(Locked(() => tables.Load(request)));

    public async Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        // One append at a time is the contract, so that nobody writes between the tail that is shown and the batch that comes back.
        var current = Locked(() => head);
        if (batch.Expected.Seq > current.Seq)
            throw new InvalidOperationException("The batch was decided on a longer log than this one.");
        if (batch.Expected.Seq < current.Seq)
            batch = await rebase(await ReadAsync(batch.Expected.Seq, int.MaxValue, cancel));
        if (batch.Expected.Seq != current.Seq)
            throw new InvalidOperationException($"The batch was rebased on {batch.Expected.Seq}, but the log ends at {current.Seq}.");
        return Locked(() => Append(batch));
    }

    public Task<LogHead> HeadAsync(CancellationToken cancel) => Task.FromResult(Locked(() => head));

    public Task<bool> TakeDutyAsync(string duty, TimeSpan during, CancellationToken cancel) => Task.FromResult(true);

    public Task<IReadOnlyList<LogRecord>> ReadAsync(long after, int limit, CancellationToken cancel) => Task.FromResult<IReadOnlyList<LogRecord>>(
        Locked(() => after >= log.Count ? [] : log.GetRange((int)after, (int)Math.Min(limit, log.Count - after))));

    public async IAsyncEnumerable<IReadOnlyList<CustomerKey>> ReadKeysAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield return Locked(() => tables.Keys);
    }

    public Task<Reference> LoadReferenceAsync(CancellationToken cancel) => Task.FromResult(Locked(() => tables.Reference));

    public Task<IReadOnlyList<CustomerId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancel) =>
        Task.FromResult(Locked(() => tables.Due(now, limit)));

    public Task<int> ForgetRequestsAsync(DateTimeOffset now, int limit, CancellationToken cancel) =>
        Task.FromResult(Locked(() => tables.ForgetRequests(now, limit)));

    public Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => Task.Delay(atMost, time, cancel);

    public Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel) => Task.Delay(during, time, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Appended Append(Batch batch)
    {
        var records = Sealing.Seal(head, batch);
        tables.Write(batch, head.Seq + 1);
        log.AddRange(records);
        if (records is [.., var last])
            head = new(last.Seq, last.Hash);
        return new(head, records);
    }

    T Locked<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }
}
