using System.Text;
using Arbiter.Testing;
using SQLitePCL;

namespace Arbiter.Imports.Tests;

/// <summary>The verifier passes what the server wrote, and finds what somebody changed behind its back.</summary>
public sealed class VerifierTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Each is one thing that somebody with access to the file might do, and a part of what the verifier has to say about it.
    /// Each must change something whichever rep got which lead: a value written over others is one that no row can have.
    /// </summary>
    public static TheoryData<string, string> Tamperings => new()
    {
        { "UPDATE events SET payload = replace(payload, 'amy', 'bob') WHERE seq = (SELECT min(seq) FROM events WHERE type = 'claimGranted' AND payload LIKE '%amy%')", "hash" },
        { "UPDATE events SET actor = 'somebody' WHERE seq = 12", "hash" },
        { "UPDATE events SET at = at - 1000 WHERE seq = 12", "hash" },
        { "DELETE FROM events WHERE seq = 12", "missing" },
        { "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", "log" },
        { "UPDATE events SET prev = 3 WHERE seq = (SELECT max(seq) FROM events WHERE type = 'claimGranted')", "before" },
        { "UPDATE customers SET owner = 'bob' WHERE id = (SELECT min(id) FROM customers WHERE owner <> 'bob')", "owner" },
        { "UPDATE customers SET protected_until = protected_until + 1 WHERE id = (SELECT min(id) FROM customers)", "protectedUntil" },
        { "UPDATE customers SET version = version - 1 WHERE id = (SELECT min(id) FROM customers)", "version" },
        { "UPDATE customers SET last_at = last_at + 1 WHERE id = (SELECT min(id) FROM customers)", "lastAt" },
        { "DELETE FROM customers WHERE id = (SELECT min(id) FROM customers)", "no row" },
        { "DELETE FROM keys WHERE customer_id = (SELECT min(id) FROM customers)", "keys" },
        { "UPDATE keys SET customer_id = (SELECT max(id) FROM customers) WHERE customer_id = (SELECT min(id) FROM customers)", "keys" },
        { "UPDATE claimants SET claims_today = 0 WHERE rep = 'amy'", "claimsToday" },
        { "UPDATE claimants SET holdings = holdings - 1 WHERE rep = 'amy'", "holdings" },
        { "DELETE FROM claimants WHERE rep = 'amy'", "claimant" },
        { "UPDATE conflicts SET holder = 'somebody' WHERE customer_id = (SELECT min(customer_id) FROM conflicts)", "conflict" },
        { "UPDATE conflicts SET parties = '[]' WHERE customer_id = (SELECT min(customer_id) FROM conflicts)", "conflict" },
        { "DELETE FROM conflicts", "conflict" },
        { "UPDATE reps SET active = 1 - active WHERE id = 'amy'", "rep amy" },
        { "DELETE FROM reps WHERE id = 'amy'", "rep amy" },
        { "UPDATE tokens SET role = (role + 1) % 3", "token" },
        { "UPDATE tokens SET revoked_at = 1", "token" },
        { "UPDATE policies SET body = replace(body, '\"claimsPerDay\":0', '\"claimsPerDay\":7')", "policy" },
    };

    [Fact]
    public async Task What_a_server_wrote_is_verified_while_it_goes_on_writing()
    {
        await using var server = await RunningServer.StartAsync();
        await server.ImportAsync(Leads(400, 0));
        var importing = server.ImportAsync(Leads(3000, 200), query: "?rep=amy");
        var runs = 0;
        while (!importing.IsCompleted || runs < 3)
        {
            var result = await server.VerifyAsync();
            Assert.True(result.Holds, string.Join("\n", result.First));
            runs++;
        }

        await importing;
        Assert.True((await server.VerifyAsync()).Customers > 3000);
    }

    [Fact]
    public async Task Every_tampering_is_found()
    {
        using var folder = new TempFolder();
        var original = folder.File("original.db");
        await using (var server = await RunningServer.StartAsync("Data Source=" + original))
        {
            await server.ImportAsync(Leads(200, 0));
            await server.ImportAsync(Leads(200, 100), query: "?rep=bob");
            await server.StopAsync();
        }

        Assert.True((await RunningServer.VerifyAsync("Data Source=" + original)).Holds);
        foreach (var (sql, finding) in Tamperings.Select(row => (row.Data.Item1, row.Data.Item2)))
        {
            var copy = folder.File("copy.db");
            Copy(original, copy);
            Execute(copy, sql);
            var result = await RunningServer.VerifyAsync("Data Source=" + copy);
            Assert.False(result.Holds, sql);
            Assert.True(result.First.Any(d => d.ToString().Contains(finding, StringComparison.OrdinalIgnoreCase)), $"{sql}: {string.Join("; ", result.First)}");
            Assert.DoesNotContain(result.First, d => d.ToString().Contains("139", StringComparison.Ordinal) && d.ToString().Contains("+86", StringComparison.Ordinal));
        }
    }

    /// <summary>With two identifiers each, so that keys can be counted wrongly.</summary>
    static byte[] Leads(int count, int from) => Encoding.UTF8.GetBytes(
        "phone,email\n" + string.Join('\n', Enumerable.Range(from, count).Select(i => $"1395{i * 31 + 1_000_000:D7},person{i}@some-company{i}.com.cn")));

    static void Copy(string from, string to)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(to + suffix);
            if (File.Exists(from + suffix)) File.Copy(from + suffix, to + suffix);
        }
    }

    static void Execute(string path, string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(path, out var database));
        using (database)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
            Assert.True(raw.sqlite3_changes(database) > 0, sql);
        }
    }
}
