using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Arbiter.Imports.Tests;

/// <summary>What stands in a file, row by row, over HTTP.</summary>
public sealed class RowTests
{
    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_encoding_is_found_out_and_does_not_change_the_customer()
    {
        await using var server = await RunningServer.StartAsync();
        // The only letters that tell the encodings apart stand at the end.
        const string text = "phone,公司名称\n13912345601,\n13912345602,杭州云岫智造科技有限公司\n";
        var utf8 = await server.ImportAsync(Encoding.UTF8.GetBytes(text));
        var marked = await server.ImportAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], "marked");
        var chinese = await server.ImportAsync(Gb18030.GetBytes(text), "chinese");
        Assert.Equal(["utf-8", "utf-8-bom", "gb18030"], new[] { utf8, marked, chinese }.Select(i => i[^1].GetProperty("summary").GetProperty("encoding").GetString()));
        Assert.Equal(["granted", "granted"], Verdicts(utf8));
        Assert.Equal(["alreadyYours", "alreadyYours"], Verdicts(marked));
        Assert.Equal(["alreadyYours", "alreadyYours"], Verdicts(chinese));
    }

    [Fact]
    public async Task Whoever_stands_first_in_the_file_gets_the_customer()
    {
        await using var server = await RunningServer.StartAsync();
        // Rows with a company's name are looked up before their turn, the others are not.
        string[] companies = ["杭州云岫智造科技有限公司", "北京远山文化传媒有限公司", "上海沐光照明股份有限公司", "成都锦里餐饮管理有限公司"];
        var rows = companies.SelectMany((company, i) => new[] { $"1391234563{i},{company},amy", $"1391234563{i},,bob" });

        var lines = await server.ImportAsync(Encoding.UTF8.GetBytes("phone,company,rep\n" + string.Join('\n', rows)));

        Assert.Equal(companies.SelectMany(_ => (string[])["granted", "held"]), Verdicts(lines));
    }

    [Fact]
    public async Task A_bad_row_gets_a_problem_and_stops_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        var text = string.Join('\n',
            "手机,company,rep",
            "13912345611,,amy",
            "\"13912345612,,amy", // a quote that never ends
            "13912345613,,amy",
            "13912345614,,amy,more", // too many fields
            "13912345615", // too few
            "13912345616,,nobody",
            ",,amy", // nothing to go by
            "12,,amy",
            "13912345617,\"" + new string('长', 2000) + "\",amy",
            "13912345618,\"two\nlines\",amy",
            "\"13912345619\"x,,amy", // text behind a quote
            "13912345620,,\"Name of bob\"",
            "13912345621,," + new string('y', 70_000),
            "13912345622,,AMY");
        var lines = await server.ImportAsync(Encoding.UTF8.GetBytes(text));
        string[] expected =
        [
            "granted", "malformed-row", "granted", "malformed-row", "malformed-row", "invalid-value", "no-usable-identifier", "no-usable-identifier",
            "invalid-value", "granted", "malformed-row", "granted", "malformed-row", "granted",
        ];
        Assert.Equal(expected, Verdicts(lines));
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16], lines[..^1].Select(l => l.GetProperty("line").GetInt32()));
        Assert.Equal("rep", lines[5].GetProperty("problem").GetProperty("field").GetString());
        Assert.Equal("phone", lines[7].GetProperty("problem").GetProperty("field").GetString());
        Assert.Equal("bob", lines[11].GetProperty("ruling").GetProperty("owner").GetString());
        // Problems never repeat what was sent.
        foreach (var line in lines.Where(l => l.TryGetProperty("problem", out _))) Assert.DoesNotContain("139123456", line.ToString());
    }

    [Fact]
    public async Task A_row_goes_to_the_same_rep_wherever_it_stands()
    {
        var rows = Enumerable.Range(0, 300).Select(i => $"139{i * 7919 + 10_000_000:D8},来源 {i}").ToList();
        await using var one = await RunningServer.StartAsync();
        await using var other = await RunningServer.StartAsync();
        var straight = Owners(await one.ImportAsync(File("phone,channel", rows)), rows);
        var backwards = Owners(await other.ImportAsync(File("phone,channel", Enumerable.Reverse(rows))), Enumerable.Reverse(rows));
        Assert.Equal(straight.OrderBy(p => p.Key), backwards.OrderBy(p => p.Key));
        Assert.All(straight.Values.CountBy(r => r), r => Assert.InRange(r.Value, 25, 80));

        // One more rep takes some customers, and nobody else gets any.
        await using var grown = await RunningServer.StartAsync();
        await grown.PutRepAsync("gao");
        await grown.PutRepAsync("inactive", active: false);
        var after = Owners(await grown.ImportAsync(File("phone,channel", rows)), rows);
        var moved = straight.Where(p => after[p.Key] != p.Value).Select(p => after[p.Key]).ToList();
        Assert.InRange(moved.Count, 20, 80);
        Assert.All(moved, rep => Assert.Equal("gao", rep));
    }

    [Fact]
    public async Task Parameters_are_checked_before_anything_is_read()
    {
        await using var empty = await RunningServer.StartAsync(company: false);
        await ProblemAsync(empty, "roster-empty", 422, "phone\n13912345631\n");
        await empty.PutRepAsync("amy");
        await ProblemAsync(empty, "invalid-value", 422, "phone\n1\n", "?rep=nobody");
        await ProblemAsync(empty, "invalid-value", 422, "phone\n1\n", "?scope=nowhere");
        await ProblemAsync(empty, "no-identifier-column", 422, "lead_id,note\n1,2\n");
        await ProblemAsync(empty, "no-identifier-column", 422, "");
        var named = await empty.ImportAsync(Encoding.UTF8.GetBytes("phone\n13912345631\n"), query: "?rep=amy&scope=default");
        Assert.Equal(["granted"], Verdicts(named));
    }

    [Theory]
    [InlineData("ＰＨＯＮＥ,Ｃｈａｎｎｅｌ")]
    [InlineData("Ｐｈｏｎｅ　Ｎｏ．,LEAD＿ＳＯＵＲＣＥ")]
    [InlineData("⼿机号,来源\u200B")]
    public async Task Headings_and_channels_are_read_in_whatever_width_they_were_typed(string heading)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(["granted"], Verdicts(await server.ImportAsync(Encoding.UTF8.GetBytes(heading + "\n13912345661,Ｗｅｂ　Ｆｏｒｍ\n"))));

        var events = await server.Http.GetStringAsync("/api/v1/events?limit=200", Cancel);
        Assert.Contains("\"channel\":\"web-form\"", events);
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_file_is_refused_row_by_row()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(["granted", "granted"], Verdicts(await server.ImportAsync("phone\n13912345641\n13912345642\n"u8.ToArray(), "k")));
        Assert.Equal(["granted", "idempotency-key-reused"], Verdicts(await server.ImportAsync("phone\n13912345641\n13912345643\n"u8.ToArray(), "k")));
    }

    [Fact]
    public async Task The_same_content_twice_in_a_file_is_two_rows_and_a_sorted_file_the_same_requests()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(["granted", "alreadyYours", "granted"], Verdicts(await server.ImportAsync("phone\n13912345651\n13912345651\n13912345652\n"u8.ToArray())));
        var events = await server.EventsAsync();
        Assert.Equal(["granted", "granted", "alreadyYours"], Verdicts(await server.ImportAsync("phone\n13912345652\n13912345651\n13912345651\n"u8.ToArray())));
        Assert.Equal(events, await server.EventsAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_by_its_length()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Http.BaseAddress!.Port, Cancel);
        var head = $"POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {RunningServer.AdminToken}\r\nContent-Type: text/csv\r\nContent-Length: 300000000\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 413 Content Too Large", (await reader.ReadLineAsync(Cancel))?.Replace("Payload", "Content"));
    }

    [Fact]
    public async Task Other_types_of_body_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Http.PostAsync("/api/v1/imports", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    static byte[] File(string header, IEnumerable<string> rows) => Encoding.UTF8.GetBytes(header + "\n" + string.Join('\n', rows));

    static Dictionary<string, string> Owners(JsonElement[] lines, IEnumerable<string> rows) => rows.Zip(lines).ToDictionary(
        p => p.First, p => p.Second.GetProperty("ruling").GetProperty("owner").GetString()!);

    static IEnumerable<string> Verdicts(JsonElement[] lines) => lines[..^1].Select(l => l.TryGetProperty("ruling", out var ruling)
        ? ruling.GetProperty("verdict").GetString()!
        : l.GetProperty("problem").GetProperty("type").GetString()!["/problems/".Length..]);

    static async Task ProblemAsync(RunningServer server, string code, int status, string file, string query = "")
    {
        using var answer = await server.SendAsync(Encoding.UTF8.GetBytes(file), query: query);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains("/problems/" + code, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
