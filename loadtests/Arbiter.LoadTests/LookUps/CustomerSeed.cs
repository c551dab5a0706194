using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.LoadTests.Claims;
using Arbiter.Storage;

namespace Arbiter.LoadTests.LookUps;

/// <summary>
/// Writes customers straight into an empty store, as first claims of one rep by phone and company name would have: events, rows and keys. A server that is started
/// on it afterwards finds the names in the log and indexes them itself.
/// </summary>
/// <param name="seed">Chooses names and numbers.</param>
/// <param name="began">When all of it happened, in whole milliseconds.</param>
sealed class CustomerSeed(int seed, DateTimeOffset began)
{
    const int PerBatch = 5_000;

    static readonly RepId rep = new("seeder");

    readonly CompanyNames names = new(seed);
    readonly PhoneNumbers phones = new(seed);

    public async Task WriteAsync(string connectionString, int customers, CancellationToken stop)
    {
        await using var store = Stores.Open(connectionString, TimeProvider.System, new StoreOptions());
        await store.MigrateAsync(stop);
        var (head, _) = await store.Journal.OpenAsync(stop);
        var claimant = new Claimant(new ClaimantId(Scope.Default, rep));
        for (var first = 0; first < customers; first += PerBatch)
        {
            var batch = new Batch { Expected = head };
            var expected = first == 0 ? 0 : head.Seq;
            for (var key = first; key < Math.Min(first + PerBatch, customers); key++) claimant = Add(batch, key, claimant);
            batch.Claimants.Add(new ClaimantRow(claimant, expected, batch.Events.Count - 1));
            head = (await store.Journal.AppendAsync(batch, _ => throw new InvalidOperationException("Somebody else writes to this store."), stop)).Head;
        }
    }

    /// <summary>The id of the customer of a key.</summary>
    public CustomerId IdOf(int key) => CustomerId.Create(began, SeededHash.At(seed, key), (ulong)key);

    Claimant Add(Batch batch, int key, Claimant claimant)
    {
        var id = IdOf(key);
        var happened = new ClaimGranted(
            id, Scope.Default, rep, 1, began.AddDays(7), Rule.FirstClaim, [IdentifierKind.Phone, IdentifierKind.Company], Days.Of(began, 480), 1, null, began);
        batch.Events.Add(new PendingEvent(EventWriter.TypeOf(happened), id, began, rep.Value, EventWriter.PayloadOf(happened), 0, -1));
        batch.Customers.Add(new CustomerRow(CustomerEvolver.Evolve(null, happened), 0, batch.Events.Count - 1));
        batch.Keys.Add(new KeyRow(new CustomerKey(Scope.Default, IdentifierKind.Phone, phones.Of(key)), id));
        batch.Keys.Add(new KeyRow(new CustomerKey(Scope.Default, IdentifierKind.Company, names.Of(key)), id));
        return ClaimantEvolver.Evolve(claimant, happened);
    }
}
