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
sealed class PostgresPrimary(NpgsqlConnectionStringBuilder address, TimeProvider time)
{
    /// <summary>The first eight hex digits of a segment's name are its timeline; a standby has none of its own.</summary>
    const string Question = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_walfile_name(pg_current_wal_lsn()) END";

    const int ProbeSeconds = 1;

    /// <summary>For a host that did not answer the first time.</summary>
    const int LongProbeSeconds = 3;

    /// <summary>A process that remembers nothing waits so long for hosts that neither answer nor refuse.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Also while nothing is wrong, as far as one can tell from here: the primary in use may be the one from before.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    readonly string[] hosts = (address.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    long timeline;
    volatile bool knowsAll;
    volatile bool tellsNothing;
    long lookedAt = time.GetTimestamp();
    int looking;

    /// <summary>The latest timeline seen; 0 when none was told.</summary>
    public long Timeline => Volatile.Read(ref timeline);

    /// <param name="mayGuess">Connects before anybody looked around, too. For what decides nothing.</param>
    public NpgsqlDataSource Source(string connectionString, bool mayGuess = false)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UsePhysicalConnectionInitializer(c => { RequireLooked(mayGuess); Require(c); }, c => { RequireLooked(mayGuess); return RequireAsync(c); });
        return hosts.Length > 1 ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary) : builder.Build();
    }

    /// <summary>
    /// Asks every host for its timeline, so that the first one named is not believed only because it answers. What does not answer within a moment is left out, where the latest
    /// timeline is remembered; whoever has just started remembers none, and gives a host that is only slow the time it needs.
    /// </summary>
    public async Task LookAroundAsync(CancellationToken cancel)
    {
        if (hosts.Length < 2) return;
        var silent = await ProbeAsync(hosts, ProbeSeconds, cancel);
        var began = time.GetTimestamp();
        while (!knowsAll && silent.Length > 0 && time.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(Pause, time, cancel);
            silent = await ProbeAsync(silent, LongProbeSeconds, cancel);
        }

        // While no primary has said anything there is nothing to hold the next one against.
        knowsAll |= Timeline > 0 || tellsNothing;
    }

    /// <summary>Looks around beside everything else, when the last time is long ago.</summary>
    public void LookAroundNowAndThen()
    {
        if (hosts.Length < 2 || time.GetElapsedTime(Volatile.Read(ref lookedAt)) < LookEvery || Interlocked.Exchange(ref looking, 1) == 1) return;
        _ = LookAsync();

        async Task LookAsync()
        {
            try
            {
                await ProbeAsync(hosts, ProbeSeconds, CancellationToken.None);
            }
            finally
            {
                Volatile.Write(ref lookedAt, time.GetTimestamp());
                Volatile.Write(ref looking, 0);
            }
        }
    }

    /// <summary>Throws when another host was promoted since <paramref name="seen"/> was the latest timeline.</summary>
    public void RequireStill(long seen)
    {
        if (Timeline is var now && now > seen) throw new ForkedDatabaseException(seen, now);
    }

    /// <summary>Those that neither answered nor refused.</summary>
    async Task<string[]> ProbeAsync(string[] some, int seconds, CancellationToken cancel)
    {
        var answered = await Task.WhenAll(some.Select(host => ProbeAsync(host, seconds, cancel)));
        return [.. some.Where((_, i) => !answered[i])];
    }

    async Task<bool> ProbeAsync(string host, int seconds, CancellationToken cancel)
    {
        var probe = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Host = host, Pooling = false, Timeout = seconds, CommandTimeout = seconds };
        await using var connection = new NpgsqlConnection(probe.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand(Question, connection);
            Learn(Read(await command.ExecuteScalarAsync(cancel)));
            return true;
        }
        catch (PostgresException e)
        {
            // "Starting up", "too many connections" and the like: it may tell in a moment. Else it does not tell, now or later.
            if (e.IsTransient) return false;
            tellsNothing |= connection.State == System.Data.ConnectionState.Open;
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            // Away, or still starting: the connections find out who is there.
            return IsAbsent(e);
        }
    }

    /// <summary>Nothing is there that could call itself primary, as far as the network can tell.</summary>
    static bool IsAbsent(Exception e) => e switch
    {
        SocketException socket => socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable,
        AggregateException many => many.InnerExceptions.All(IsAbsent),
        _ => e.InnerException is { } inner && IsAbsent(inner),
    };

    /// <summary>Whoever asks early must not be answered by the primary from before.</summary>
    void RequireLooked(bool mayGuess)
    {
        if (!mayGuess && hosts.Length > 1 && !knowsAll) throw new UnknownPrimaryException();
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

    /// <summary>Throws when the connection leads to a primary from before the latest timeline.</summary>
    public async Task RequireAsync(NpgsqlConnection connection)
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

/// <summary>Of several hosts, none has said yet that it is the primary.</summary>
public sealed class UnknownPrimaryException()
    : UnusableStoreException("None of the database's hosts has said yet that it is the primary.");
