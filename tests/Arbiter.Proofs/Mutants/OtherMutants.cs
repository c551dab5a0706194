using Arbiter.Engine.Journal;

namespace Arbiter.Proofs.Mutants;

/// <summary>Believes that nobody else writes: refusals and look-ups come from memory, however old it is. Writes are still fenced.</summary>
sealed class Stale(IJournal inner) : PassingJournal(inner)
{
    public override bool IsShared => false;

    public override Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);

    public override Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);
}

/// <summary>Remembers no answers: a retry is decided again.</summary>
sealed class Forgetful(IJournal inner) : PassingJournal(inner)
{
    public override Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        batch.Requests.Clear();
        return Inner.AppendAsync(batch, rebase, cancel);
    }
}

/// <summary>Writes the events that keys were marked, and not the marks: who decided it knows it for a while, and nobody else.</summary>
sealed class Unmarked(IJournal inner) : PassingJournal(inner)
{
    public override Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        return Inner.AppendAsync(Without(batch), async tail => Without(await rebase(tail)), cancel);

        static Batch Without(Batch batch)
        {
            batch.Marks.Clear();
            return batch;
        }
    }
}

/// <summary>Reads ownerships as if the last to begin had been the first.</summary>
sealed class BackToFront(IJournal inner) : PassingJournal(inner)
{
    readonly DateTimeOffset middle = DateTimeOffset.UtcNow;

    public override async Task<Loaded> LoadAsync(LoadRequest request, CancellationToken cancel)
    {
        var loaded = await Inner.LoadAsync(request, cancel);
        foreach (var (id, row) in loaded.Customers)
        {
            if (row.State.Ownership is { } owned)
                loaded.Customers[id] = row with { State = row.State with { Ownership = owned with { Since = middle + (middle - owned.Since) } } };
        }

        return loaded;
    }
}

/// <summary>
/// Says that a batch is written before it is: the newest few are still on their way when their rulings are sent. Right until the process ends with them.
/// </summary>
sealed class Hasty(IJournal inner, int held) : PassingJournal(inner)
{
    readonly Queue<Batch> pending = [];
    LogHead? head;

    public override async Task<(LogHead Head, Domain.Reference Reference)> OpenAsync(CancellationToken cancel)
    {
        // What was on its way when the store was lost is lost with it.
        pending.Clear();
        var opened = await Inner.OpenAsync(cancel);
        head = opened.Head;
        return opened;
    }

    public override async Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        var records = Sealing.Seal(head!, batch);
        pending.Enqueue(batch);
        while (pending.Count > held) await Inner.AppendAsync(pending.Dequeue(), rebase, cancel);
        if (records is [.., var last]) head = new LogHead(last.Seq, last.Hash);
        return new Appended(head!, records);
    }
}
