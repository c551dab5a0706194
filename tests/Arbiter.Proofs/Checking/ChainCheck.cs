using Arbiter.Engine.Journal;
using Arbiter.Storage;

namespace Arbiter.Proofs.Checking;

/// <summary>Walks the log in the store itself, past the server: every position, every hash.</summary>
static class ChainCheck
{
    const int Page = 5000;

    public static async Task<long> RequireAsync(string connectionString)
    {
        await using var store = Stores.OpenReadOnly(connectionString, TimeProvider.System, new StoreOptions());
        var head = LogHead.Empty;
        while (true)
        {
            var records = await store.Journal.ReadAsync(head.Seq, Page, TestContext.Current.CancellationToken);
            if (records.Count == 0) return head.Seq;
            foreach (var record in records)
            {
                if (record.Seq != head.Seq + 1) throw new ProofFailedException($"The log goes from {head.Seq} to {record.Seq}.");
                if (!HashChain.Follows(head.Hash, record)) throw new ProofFailedException($"The chain is broken at {record.Seq}.");
                head = new LogHead(record.Seq, record.Hash);
            }
        }
    }
}
