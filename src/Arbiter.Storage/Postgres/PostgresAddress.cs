using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>Turns the setting into connection strings: limits and privacy are ours to set, whatever else it says.</summary>
static class PostgresAddress
{
    const int BufferBytes = 64 * 1024;

    /// <summary>
    /// What a server leaves behind that vanished without a word (power, network) is cleaned up by its PostgreSQL within 5 s, instead of the hours that are usual: its connections
    /// may hold locks that all the others wait for. What holds the log itself is given less: see <see cref="PostgresSession"/>.
    /// </summary>
    const string Vanishing = "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_user_timeout=5000 -c idle_in_transaction_session_timeout=5000";

    /// <summary>
    /// Longer than a vanished server can hold the log, so that nobody gives up in vain; short, because until then a server that is cut off itself answers nobody, not even with
    /// 503.
    /// </summary>
    const int JournalSeconds = 5;

    public static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        NpgsqlConnectionStringBuilder address;
        try
        {
            address = IsUrl(text) ? FromUrl(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // The original message may repeat the setting, password included.
            throw new StoreRefusedException("The PostgreSQL setting is not understood. Give 'Host=…;Database=…;Username=…' or 'postgres://user@host/database'.");
        }

        // Details of errors repeat what stands in rows, and that may be personal.
        address.IncludeErrorDetail = false;
        // Asked for by default, it loads a library that small images do not have, and costs each connection a question; whoever uses Kerberos says so.
        if (!address.ShouldSerialize("GSS Encryption Mode")) address.GssEncryptionMode = GssEncryptionMode.Disable;
        address.Multiplexing = false;
        address.Enlist = false;
        address.NoResetOnClose = true;
        // Outages have to be noticed soon: the engine answers 503 meanwhile and comes back by itself.
        address.Timeout = 3;
        address.CommandTimeout = 10;
        address.CancellationTimeout = 1000;
        if (!IsFile(address.Host))
        {
            address.TcpKeepAlive = true;
            address.TcpKeepAliveTime = 5;
            address.TcpKeepAliveInterval = 2;
            address.Options = $"{address.Options} {Vanishing}".Trim();
        }

        address.ApplicationName ??= "arbiter";
        // Which of several hosts is the primary is ours to find out (PostgresPrimary), and after a fail-over soon.
        address.TargetSessionAttributes = RequirePrimary(address.TargetSessionAttributes);
        address.LoadBalanceHosts = false;
        address.HostRecheckSeconds = 1;
        // A whole batch goes out in few writes.
        address.WriteBufferSize = BufferBytes;
        address.ReadBufferSize = BufferBytes;
        return address;
    }

    /// <summary>For the connections of the journal: opened, kept and thrown away by their owner.</summary>
    public static string ForJournal(NpgsqlConnectionStringBuilder address) =>
        new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, CommandTimeout = JournalSeconds, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }.ConnectionString;

    public static string ForQueries(NpgsqlConnectionStringBuilder address, int connections, bool readOnly)
    {
        var pooled = new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            Pooling = true,
            MinPoolSize = 0,
            MaxPoolSize = connections,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            ReadBufferSize = 8 * 1024,
            WriteBufferSize = 8 * 1024,
        };
        // A query reads some hundred rows: starting workers or compiling for that takes longer than reading them.
        pooled.Options = $"{pooled.Options} -c max_parallel_workers_per_gather=0 -c jit=off".Trim();
        if (readOnly) pooled.Options = $"{pooled.Options} -c default_transaction_read_only=on".Trim();
        return pooled.ConnectionString;
    }

    /// <summary>Nothing is decided on a standby's state, and the data sources are told the rest.</summary>
    static string? RequirePrimary(string? wanted) => wanted?.Trim().ToLowerInvariant() is null or "primary" or "read-write" or "any" or "prefer-primary"
        ? null
        : throw new StoreRefusedException("Arbiter decides on the primary only. Leave 'Target Session Attributes' out, or set it to 'primary'.");
    /// <summary>A socket of this machine, where neither network nor keep-alives are.</summary>
    static bool IsFile(string? host) => host is ['/' or '@', ..];

    static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var address = new NpgsqlConnectionStringBuilder { Host = url.Host, Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Port > 0) address.Port = url.Port;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0) address.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) address.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : throw new FormatException();
            address[name switch { "sslmode" => "SSL Mode", "application_name" => "Application Name", _ => name }] = value;
        }

        return address;
    }
}
