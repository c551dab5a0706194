using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Arbiter.Testing;

/// <summary>How a server is stopped: politely, or as by a power cut.</summary>
public enum PostgresStop
{
    /// <summary>Rolls open transactions back and ends.</summary>
    Fast,

    /// <summary>Ends at once; the next start recovers from the write-ahead log.</summary>
    Immediate,
}

/// <summary>
/// A throw-away PostgreSQL on a free port of 127.0.0.1, with durability as in production unless asked otherwise. Without PostgreSQL on the machine, starting
/// one skips the test that wanted it, and says so.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    /// <summary>xunit.v3 takes an exception that begins so for a skipped test; thus this library needs no test framework.</summary>
    const string SkipMark = "$XunitDynamicSkip$";

    readonly string binaries;
    readonly string folder;
    readonly bool fsync;
    readonly PostgresPlace place;
    int databases;

    PostgresServer(string binaries, string folder, int port, bool fsync, PostgresPlace place)
    {
        this.binaries = binaries;
        this.folder = folder;
        this.fsync = fsync;
        this.place = place;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => new(IPAddress.Parse(place.Address), Port);

    string Data => Path.Combine(folder, "data");

    /// <summary>Creates a cluster and starts it, here or elsewhere.</summary>
    public static async Task<PostgresServer> StartNewAsync(bool fsync = true, PostgresPlace? place = null)
    {
        var binaries = PostgresBinaries.Find() ?? throw new InvalidOperationException(
            SkipMark + "POSTGRESQL NOT FOUND: install it (apt-get install postgresql) to run this test; neither pg_config, /usr/lib/postgresql nor PATH has it.");
        var folder = Directory.CreateTempSubdirectory("arbiter-pg-").FullName;
        if (PostgresBinaries.AsOtherUser) await PostgresBinaries.RunAsync(Shell("chown", "postgres", folder));
        var server = new PostgresServer(binaries, folder, FreePort(), fsync, place ?? PostgresPlace.Here);
        string[] encoding = ["-E", "UTF8", "--locale=C"];
        await PostgresBinaries.RunAsync(PostgresBinaries.Start(
            Path.Combine(binaries, "initdb"), ["-D", server.Data, "--auth=trust", "-U", "postgres", "--no-sync", .. encoding]));
        if (server.place.Trusted is { } trusted) await File.AppendAllTextAsync(Path.Combine(server.Data, "pg_hba.conf"), $"host all all {trusted} trust\n");
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the server (again) and waits until it answers. <paramref name="settings"/> are more of its options, such as <c>-c name=value</c>.</summary>
    public Task StartAsync(string settings = "")
    {
        var options = $"-p {Port} -c listen_addresses={place.Address} -c unix_socket_directories={folder} -c fsync={(fsync ? "on" : "off")} -c max_connections=200 {settings}";
        return PostgresBinaries.RunAsync(PostgresBinaries.Start(place.Command,
            Path.Combine(binaries, "pg_ctl"), "start", "-w", "-t", "60", "-D", Data, "-l", Path.Combine(folder, "server.log"), "-o", options));
    }

    /// <summary>Stops the server; every connection is lost.</summary>
    public Task StopAsync(PostgresStop how) => PostgresBinaries.RunAsync(PostgresBinaries.Start(
        Path.Combine(binaries, "pg_ctl"), "stop", "-w", "-t", "60", "-D", Data, "-m", how == PostgresStop.Fast ? "fast" : "immediate"));

    /// <summary>
    /// Creates an empty database, or a copy of <paramref name="template"/>, which nobody may be using. In the locale <c>C</c>, as many are, unless
    /// <paramref name="ctype"/> says otherwise.
    /// </summary>
    public async Task<string> CreateDatabaseAsync(string template = "template0", string ctype = "C")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await using var connection = new NpgsqlConnection((place == PostgresPlace.Here ? ConnectionString("postgres") : SocketConnectionString("postgres")) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template} LC_CTYPE '{ctype}'", connection);
        await command.ExecuteNonQueryAsync();
        return name;
    }

    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={place.Address};Port={Port};Username=postgres;Database={database}");

    /// <summary>For this machine, wherever the server's network is: its socket is a file.</summary>
    public string SocketConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={folder};Port={Port};Username=postgres;Database={database}");

    /// <summary>What the server wrote to its own log so far.</summary>
    public string Log()
    {
        using var file = new FileStream(Path.Combine(folder, "server.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopAsync(PostgresStop.Immediate);
        Directory.Delete(folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static ProcessStartInfo Shell(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
