using Arbiter.Storage.Postgres;
using Arbiter.Storage.Schema;
using Npgsql;

namespace Arbiter.Orleans.Silos;

/// <summary>The tables that Orleans needs, in the store's own database: numbered steps under the store's lock, remembered apart from the store's own.</summary>
static class ClusterSchema
{
    /// <summary>Runs what is missing, and returns the names of those.</summary>
    public static async Task<IReadOnlyList<string>> MigrateAsync(NpgsqlDataSource database, CancellationToken cancel) =>
        (await new PostgresMigrations(database, Migration.OfPart("Orleans", typeof(ClusterSchema).Assembly), table: "orleans_migrations").RunAsync(cancel).ConfigureAwait(false)).Ran;

    /// <summary>With what the names of grains are made; the same for all silos.</summary>
    public static async Task<byte[]> SecretAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("SELECT secret FROM grain_secret");
        return (byte[])(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }
}
