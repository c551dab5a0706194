using Arbiter.Engine.Journal;
using Arbiter.Storage;

namespace Arbiter.Proofs.Mutants;

/// <summary>
/// The fence dropped: what other processes wrote is taken note of but not decided on again, and every row is written whatever stands there. The last writer
/// wins, as in a store without versions.
/// </summary>
sealed class Unfenced(IJournal inner, string connectionString, bool stamps = true) : PassingJournal(inner)
{
    readonly IStore reading = Stores.OpenReadOnly(connectionString, TimeProvider.System, new StoreOptions());
    bool opened;

    // What others wrote is noticed only when writing, and then too late.
    public override Task WaitForNewsAsync(TimeSpan atMost, CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);

    public override Task IgnoreNewsAsync(TimeSpan during, CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);

    public override async Task<Appended> AppendAsync(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase, CancellationToken cancel)
    {
        await StampAsync(batch, cancel);
        return await Inner.AppendAsync(batch, RebaseDeafAsync, cancel);

        async ValueTask<Batch> RebaseDeafAsync(IReadOnlyList<LogRecord> tail)
        {
            // Records of a kind that says nothing of customers: the engine learns how long the log is, and no more.
            var rebased = await rebase([.. tail.Select(r => r with { Type = "teamChanged", Customer = null, Bound = null })]);
            await StampAsync(rebased, cancel);
            return rebased;
        }
    }

    async Task StampAsync(Batch batch, CancellationToken cancel)
    {
        if (!stamps || batch.IsEmpty) return;
        var request = new LoadRequest();
        request.Customers.AddRange(batch.Customers.Select(r => r.State.Id));
        request.Claimants.AddRange(batch.Claimants.Select(r => r.State.Id));
        request.Keys.AddRange(batch.Keys.Select(r => r.Key));
        request.Requests.AddRange(batch.Requests.Select(r => r.Key));
        if (!opened) await reading.Journal.OpenAsync(cancel);
        opened = true;
        var stored = await reading.Journal.LoadAsync(request, cancel);
        Replace(batch.Customers, r => r with { Expected = stored.Customers.TryGetValue(r.State.Id, out var c) ? c.Version : 0 });
        Replace(batch.Claimants, r => r with { Expected = stored.Claimants.TryGetValue(r.State.Id, out var c) ? c.Version : 0 });
        batch.Keys.RemoveAll(r => stored.Keys.ContainsKey(r.Key));
        batch.Requests.RemoveAll(r => stored.Requests.ContainsKey(r.Key));
        batch.Conflicts.Clear();
    }

    static void Replace<T>(List<T> rows, Func<T, T> by)
    {
        for (var i = 0; i < rows.Count; i++) rows[i] = by(rows[i]);
    }
}
