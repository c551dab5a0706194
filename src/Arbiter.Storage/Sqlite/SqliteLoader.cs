using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Quotas;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Sqlite;

/// <summary>Loads from one snapshot. A statement for each question: without a wire in between that is the fastest there is.</summary>
static class SqliteLoader
{
    const string CustomerById =
        $"SELECT {SqliteRows.CustomerColumns} FROM customers c {SqliteRows.WithConflict} WHERE c.id = ?";

    const string CustomerByKey =
        $"SELECT {SqliteRows.CustomerColumns}, k.shared, coalesce(k.dismissed_others, 0) FROM keys k JOIN customers c ON c.id = k.customer_id {SqliteRows.WithConflict} "
        + "WHERE k.value = ? AND k.kind = ? AND k.scope = ?";

    public static Loaded Load(SqliteDatabase database, LoadRequest request)
    {
        var loaded = new Loaded();
        foreach (var key in request.Keys) Key(database, key, loaded);
        foreach (var customer in request.Customers) Customer(database, customer, loaded);
        foreach (var claimant in request.Claimants) Claimant(database, claimant, loaded);
        foreach (var remembered in request.Requests) Request(database, remembered, loaded);
        return loaded;
    }

    static void Key(SqliteDatabase database, CustomerKey key, Loaded loaded)
    {
        var rows = database.Use(CustomerByKey).Add(key.Value).Add((long)key.Kind).Add(key.Scope.Value);
        if (!rows.Next()) return;
        var customer = SqliteRows.Customer(rows);
        loaded.Keys[key] = customer.State.Id;
        var sharing = new Sharing(rows.Int(SqliteRows.CustomerColumnCount) != 0, rows.Int(SqliteRows.CustomerColumnCount + 1));
        if (sharing != default) (loaded.Sharings ??= []).Add(key, sharing);
        loaded.Customers[customer.State.Id] = customer;
        rows.Begin();
    }

    static void Customer(SqliteDatabase database, CustomerId id, Loaded loaded)
    {
        var rows = database.Use(CustomerById).Add(id.Value);
        if (!rows.Next()) return;
        loaded.Customers[id] = SqliteRows.Customer(rows);
        rows.Begin();
    }

    static void Claimant(SqliteDatabase database, ClaimantId id, Loaded loaded)
    {
        var rows = database.Use("SELECT scope, rep, holdings, day, claims_today, look_ups_today, version FROM claimants WHERE scope = ? AND rep = ?")
            .Add(id.Scope.Value).Add(id.Rep.Value);
        if (!rows.Next()) return;
        loaded.Claimants[id] = SqliteRows.Claimant(rows);
        rows.Begin();
    }

    static void Request(SqliteDatabase database, RequestKey key, Loaded loaded)
    {
        var rows = database.Use("SELECT digest, outcome, seq FROM requests WHERE caller = ? AND key = ?").Add(key.Caller).Add(key.Key);
        if (!rows.Next()) return;
        loaded.Requests[key] = new LoadedRequest(Digests.FromGuid(rows.Guid(0)), rows.Text(1), rows.Long(2));
        rows.Begin();
    }
}
