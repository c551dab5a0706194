using System.Globalization;
using Npgsql;

namespace Arbiter.LoadTests.Processes;

/// <summary>
/// A PostgreSQL of its own for a measurement, with its default durability: of the settings only those that say where it listens
/// differ, and the number of connections, of which 64 clients and a server's pool need more than 100.
/// </summary>
sealed class ThrowawayPostgres : IAsyncDisposable
{
    const string DatabaseUser = "postgres";

    /// <summary>What a log in use is long, by default (max_wal_size): a checkpoint begins when half of it is written, and takes nearly as long as the other half.</summary>
    const int AgedLogMiB = 1024;

    readonly string binDirectory, dataDirectory;
    readonly int port;
    readonly List<string> created = [];

    ThrowawayPostgres(string binDirectory, string dataDirectory, int port) =>
        (this.binDirectory, this.dataDirectory, this.port) = (binDirectory, dataDirectory, port);

    /// <summary>Process id of the postmaster.</summary>
    public int Pid { get; private set; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port => port;

    /// <summary>Where its programs are, such as pgbench.</summary>
    public string Program(string name) => Path.Combine(binDirectory, name);

    public static async Task<ThrowawayPostgres> StartAsync(Workspace workspace, CancellationToken stop)
    {
        var bin = (await Tool.RunAsync(stop, "pg_config", "--bindir")).Trim();
        var home = Directory.CreateDirectory(workspace.Path(workspace.IsKept ? "postgres" : $"postgres-{Guid.NewGuid():N}")).FullName;
        if (Environment.IsPrivilegedProcess)
            await Tool.RunAsync(stop, "chown", DatabaseUser, home);
        var postgres = new ThrowawayPostgres(bin, Path.Combine(home, "data"), Tool.FreePort());
        if (!Directory.Exists(postgres.dataDirectory))
            await postgres.RunAsOwnerAsync(stop, "initdb", "-D", postgres.dataDirectory, "-U", DatabaseUser, "-A", "trust", "-E", "UTF8", "--no-locale");
        var settings = $"-c port={postgres.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c max_connections=200";
        try
        {
            await postgres.RunAsOwnerAsync(stop, "pg_ctl", "start", "-w", "-D", postgres.dataDirectory, "-l", Path.Combine(home, "log"), "-o", settings);
        }
        finally
        {
            // Even a start that was interrupted may have left a postmaster, and that must end with us.
            var pidFile = Path.Combine(postgres.dataDirectory, "postmaster.pid");
            if (File.Exists(pidFile))
                postgres.Pid = int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture);
            if (stop.IsCancellationRequested)
                await postgres.DisposeAsync();
        }
        return postgres;
    }

    /// <summary>Makes an empty database, in the locale C unless <paramref name="ctype"/> says otherwise; returns its connection string for Npgsql.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken stop, string ctype = "C")
    {
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name} TEMPLATE template0 LC_CTYPE '{ctype}'", stop);
        created.Add(name);
        return ConnectionString(name);
    }

    /// <summary>
    /// Fills the write-ahead log once, so that what follows goes into files that are there, as in a database that has been in use. In a new one each 16 MiB are first filled
    /// with zeros, for which all commits wait 25 to 60 ms. No checkpoint may come in between: it would find hardly anything to write, end at once, and keep half the files.
    /// </summary>
    public async Task AgeLogAsync(CancellationToken stop)
    {
        await SetLogSizeAsync("= '8GB'", "8GB", stop);
        await ExecuteAsync(
            ConnectionString("postgres"), $"SELECT count(pg_logical_emit_message(false, 'age', repeat('x', 1 << 20))) FROM generate_series(1, {AgedLogMiB})", stop);
        await SetLogSizeAsync("TO DEFAULT", "1GB", stop);
        await ExecuteAsync(ConnectionString("postgres"), "CHECKPOINT", stop);
    }

    /// <summary>Sets max_wal_size and waits until a new session has it: settings of the server are read again when its first process comes to it.</summary>
    async Task SetLogSizeAsync(string to, string expected, CancellationToken stop)
    {
        await ExecuteAsync(ConnectionString("postgres"), $"ALTER SYSTEM SET max_wal_size {to}", stop);
        await ExecuteAsync(ConnectionString("postgres"), "SELECT pg_reload_conf()", stop);
        while (await ReadAsync(ConnectionString("postgres"), "SELECT current_setting('max_wal_size')", row => row.GetString(0), stop) != expected)
            await Task.Delay(10, stop);
    }

    /// <summary>Drops the databases that were made so far: tidying up their tables would cost whoever is measured next up to half a core.</summary>
    public async Task DropDatabasesAsync(CancellationToken stop)
    {
        foreach (var name in created)
            await ExecuteAsync(ConnectionString("postgres"), $"DROP DATABASE {name} WITH (FORCE)", stop);
        created.Clear();
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username={DatabaseUser};Database={database}";

    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Rows written so far in a database, and bytes of log in the whole server.</summary>
    public Task<(long Rows, long WalBytes)> WrittenAsync(string database, CancellationToken stop) => ReadAsync(
        ConnectionString(database),
        """
        SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint, (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint
        FROM pg_stat_user_tables
        """,
        row => (row.GetInt64(0), row.GetInt64(1)),
        stop);

    public async ValueTask DisposeAsync()
    {
        if (Pid > 0)
            await Signals.EndAsync(Pid, Signals.Interrupt, TimeSpan.FromSeconds(20)); // Interrupt is its "fast" shutdown.
        Pid = 0;
    }

    /// <summary>The first row of an answer.</summary>
    static async Task<T> ReadAsync<T>(string connectionString, string sql, Func<NpgsqlDataReader, T> row, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return row(reader);
    }

    // PostgreSQL refuses to run as root.
    Task<string> RunAsOwnerAsync(CancellationToken stop, string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? Tool.RunAsync(stop, "runuser", ["-u", DatabaseUser, "--", Program(program), .. arguments])
        : Tool.RunAsync(stop, Program(program), arguments);
}
