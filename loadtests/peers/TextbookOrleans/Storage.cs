using Npgsql;

namespace TextbookOrleans;

/// <summary>The database of the grains' state.</summary>
static class Storage
{
    const long CreationLock = 5_718_203;

    /// <summary>Statements are prepared by themselves: the provider sends the same few again and again.</summary>
    public static NpgsqlDataSource Open(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 64, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 });

    /// <summary>Runs the script once for a database, however many processes start on it.</summary>
    public static async Task CreateAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync($"SELECT pg_advisory_xact_lock({CreationLock})");
        if (await RunAsync("SELECT to_regclass('orleansquery')::text") is DBNull)
        {
            using var script = new StreamReader(typeof(Storage).Assembly.GetManifestResourceStream("Storage.sql")!);
            await RunAsync(await script.ReadToEndAsync());
        }

        await transaction.CommitAsync();

        async Task<object?> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }
}
