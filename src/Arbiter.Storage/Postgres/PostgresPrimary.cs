using System.Globalization;
using System.Net.Sockets;
using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>
/// Connections to the primary, whichever of the named hosts it is. A server that was promoted counts on in a timeline of its own, and the primary from before does not: so
/// the timeline tells which of two that both call themselves primary is the one to write to. One that is behind what this process, or another host, has shown is
/// a fork of the log, and refused with each connection.
/// </summary>
sealed class PostgresPrimary(NpgsqlConnectionStringBuilder address)
{
    /// <summary>The first eight hex digits of a segment's name are its timeline; a standby has none of its own.</summary>
    const string Question = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_walfile_name(pg_current_wal_lsn()) END";

    const int ProbeSeconds = 1;

    readonly string[] hosts = (address.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    long timeline;

    /// <summary>The latest timeline seen; 0 when none was told.</summary>
    public long Timeline => Volatile.Read(ref timeline);

    public NpgsqlDataSource Source(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UsePhysicalConnectionInitializer(Require, RequireAsync);
        return hosts.Length > 1 ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary) : builder.Build();
    }

    /// <summary>
    /// Asks every host for its timeline, so that the first one named is not believed only because it answers. What does not answer within a moment is left out.
    /// </summary>
    public async Task LookAroundAsync(CancellationToken cancel)
    {
        if (hosts.Length > 1) await Task.WhenAll(hosts.Select(host => ProbeAsync(host, cancel)));
    }

    async Task ProbeAsync(string host, CancellationToken cancel)
    {
        var probe = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Host = host, Pooling = false, Timeout = ProbeSeconds, CommandTimeout = ProbeSeconds };
        await using var connection = new NpgsqlConnection(probe.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand(Question, connection);
            Learn(Read(await command.ExecuteScalarAsync(cancel)));
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            // Away, or still starting: the connections find out who is there.
        }
    }

    void Require(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Question, connection);
        try
        {
            Require(Read(command.ExecuteScalar()));
        }
        catch (PostgresException)
        {
            // Where the functions may not be called, as in some hosted databases, there is nothing to compare.
        }
    }

    async Task RequireAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Question, connection);
        try
        {
            Require(Read(await command.ExecuteScalarAsync()));
        }
        catch (PostgresException)
        {
            // As above.
        }
    }

    /// <summary>A standby tells nothing, and is not connected to for long.</summary>
    void Require(long told)
    {
        if (told > 0 && told < Learn(told)) throw new ForkedDatabaseException(told, Timeline);
    }

    long Learn(long told)
    {
        for (var seen = Timeline; told > seen; seen = Timeline)
        {
            if (Interlocked.CompareExchange(ref timeline, told, seen) == seen) return told;
        }

        return Timeline;
    }

    static long Read(object? segment) =>
        segment is string { Length: >= 8 } name && long.TryParse(name.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var told) ? told : 0;
}

/// <summary>A PostgreSQL that calls itself primary, but stopped being it when another one was promoted. Nothing is read from it or written to it.</summary>
public sealed class ForkedDatabaseException(long told, long seen)
    : UnusableStoreException($"A PostgreSQL of timeline {told} answers as primary, while timeline {seen} has begun: it is from before a fail-over. Make it a standby of the new primary.");
