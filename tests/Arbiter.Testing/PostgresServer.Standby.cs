using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Arbiter.Testing;

/// <summary>What fail-overs need: a standby, its promotion, and an end without warning.</summary>
public sealed partial class PostgresServer
{
    /// <summary>
    /// Makes a standby of this server, on a port of its own: a copy of what is there, which follows what comes. It names itself <paramref name="name"/>, as
    /// <c>synchronous_standby_names</c> wants it.
    /// </summary>
    public async Task<PostgresServer> StartStandbyAsync(string name)
    {
        var made = Directory.CreateTempSubdirectory("arbiter-pg-").FullName;
        if (PostgresBinaries.AsOtherUser) await PostgresBinaries.RunAsync(Shell("chown", "postgres", made));
        var standby = new PostgresServer(binaries, made, FreePort(), fsync, PostgresPlace.Here);
        var primary = string.Create(CultureInfo.InvariantCulture, $"host=127.0.0.1 port={Port} user=postgres application_name={name}");
        await PostgresBinaries.RunAsync(PostgresBinaries.Start(
            Path.Combine(binaries, "pg_basebackup"), "-D", standby.Data, "-d", primary, "-X", "stream", "-c", "fast", "-R", "--no-sync"));
        await standby.StartAsync();
        return standby;
    }

    /// <summary>Makes a standby the primary.</summary>
    public Task PromoteAsync() => PostgresBinaries.RunAsync(PostgresBinaries.Start(Path.Combine(binaries, "pg_ctl"), "promote", "-w", "-t", "60", "-D", Data));

    /// <summary>Changes a setting of the running server.</summary>
    public async Task SetAsync(string setting, string value)
    {
        await AskAsync($"ALTER SYSTEM SET {setting} = '{value}'");
        await AskAsync("SELECT pg_reload_conf()");
    }

    /// <summary>What a question to the database <c>postgres</c> is answered.</summary>
    public async Task<object?> AskAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>SIGKILL to all its processes: as by a power cut.</summary>
    public void Kill()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        // First the one that would start others in their place.
        var children = Process.GetProcessesByName("postgres").Where(p => ParentOf(p.Id) == postmaster).ToList();
        using (var first = Process.GetProcessById(postmaster))
        {
            first.Kill();
            first.WaitForExit();
        }

        foreach (var child in children)
        {
            using (child)
            {
                child.Kill();
                child.WaitForExit();
            }
        }

        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    static int ParentOf(int process)
    {
        try
        {
            // The second field after the name, which stands in brackets.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
