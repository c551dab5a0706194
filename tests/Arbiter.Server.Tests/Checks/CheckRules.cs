using System.Text;
using Arbiter.Engine.Similar;
using Arbiter.Server.Cli;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Checks;

/// <summary>A file comes back with a verdict on each row, and nothing is claimed.</summary>
public abstract class CheckRules(Store store) : ServerTest(store)
{
    [Fact]
    public async Task Every_row_gets_its_verdict_beside_what_stood_in_it()
    {
        await Rep2.Claim(phone: Phone(1), company: "上海云帆智能科技有限公司");
        await Rep1.Claim(phone: Phone(2));
        var given = await Rep2.Claim(phone: Phone(3));
        await Rep2.Release(given.Customer);
        await IndexedAsync();
        var head = await Arbiter.HeadAsync();
        string[] rows =
        [
            $",{Phone(1)},\"say \"\"hi\"\", over two\r\nlines\"",
            $",{Phone(2)},",
            $",{Phone(3)},x",
            "上海云帆智能科技,,",
            $"北京金龙粮油食品有限公司,{Phone(4)},",
            $"北京金龙粮油食品有限公司,{Phone(5)},",
            ",12,",
            $"\"{Phone(6)},,",
            $",{Phone(7)},,",
        ];

        var reply = await CheckAsync(Rep1, "公司,手机,备注\r\n" + string.Join("\r\n", rows));

        Assert.Equal(200, reply.Status);
        var lines = reply.Body.Split("\r\n").ToList();
        lines[1] += "\r\n" + lines[2];
        lines.RemoveAt(2);
        Assert.Equal("公司,手机,备注,arbiter_verdict,arbiter_reason,arbiter_identifiers", lines[0]);
        string[] verdicts =
        [
            "held,protected until 2026-03-09T", "yours,ownerAlready", "pool,poolFreshHold until 2026-03-02T", "similar,0.96 sameName,company:shortName", "free,,", "duplicate,row 5,",
            "unusable,no-usable-identifier,phone:invalidPhone", "unusable,malformed-row,", "unusable,malformed-row,",
        ];
        for (var i = 0; i < rows.Length; i++)
        {
            var text = i == 7 ? ",," : rows[i];
            Assert.StartsWith($"{text},{verdicts[i]}", lines[i + 1]);
        }

        var report = new CheckReport();
        foreach (var line in reply.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)) report.Add(line);
        Assert.Equal("duplicate 1, free 1, held 1, pool 1, similar 1, unusable 3, yours 1", string.Join(", ", report.Verdicts.Select(v => $"{v.Key} {v.Value}")));
        var after = (await Arbiter.Auditor.Get($"/events?after={head}&limit=1000")).Ok().List("events");
        Assert.All(after, e => Assert.Equal("lookedUp", e.GetProperty("type").GetString()));
        Assert.Equal(5, after.Count);
    }

    [Fact]
    public async Task A_reps_rows_count_as_look_ups_and_the_rest_stays_unchecked()
    {
        var file = "phone\n" + string.Join('\n', Enumerable.Range(0, 32).Select(i => Phone(i)));

        var verdicts = (await CheckAsync(Rep1, file)).Body.Split("\r\n").Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')[1]).ToList();

        Assert.Equal(30, verdicts.Count(v => v == "free"));
        Assert.Equal(2, verdicts.Count(v => v == "unchecked"));
        (await Rep1.Post("/lookups", ArbiterClient.ClaimOf(phone: Phone(1)))).IsProblem(429, "lookup-quota");
        Assert.DoesNotContain("unchecked", (await CheckAsync(Arbiter.Manager, file)).Body);
    }

    [Fact]
    public async Task Encodings_and_separators_are_found_out_as_in_imports()
    {
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        var reply = await Arbiter.Manager.Send(HttpMethod.Post, "/checks", ArbiterClient.Raw(gb18030.GetBytes($"公司;手机\n上海云帆智能科技有限公司;{Phone(1)}\n"), "text/csv"));

        Assert.Equal($"公司;手机;arbiter_verdict;arbiter_reason;arbiter_identifiers\r\n上海云帆智能科技有限公司;{Phone(1)};free;;\r\n", reply.Body);
    }

    [Fact]
    public async Task What_cannot_be_checked_as_a_whole_is_a_problem()
    {
        (await CheckAsync(Arbiter.Manager, "")).IsProblem(422, "no-identifier-column");
        (await CheckAsync(Arbiter.Manager, "colour\nred\n")).IsProblem(422, "no-identifier-column");
        (await CheckAsync(Arbiter.Manager, "phone\n" + string.Concat(Enumerable.Repeat("1\n", 20_001)))).IsProblem(422, "too-many");
        (await CheckAsync(Arbiter.Manager, "phone\n1\n", "/checks?scope=nowhere")).IsProblem(422, "invalid-value", "?scope");
        (await Arbiter.Manager.Send(HttpMethod.Post, "/checks", ArbiterClient.Raw("{}"))).IsProblem(415, "wrong-content-type");
    }

    static Task<Reply> CheckAsync(ArbiterClient client, string file, string path = "/checks") =>
        client.Send(HttpMethod.Post, path, ArbiterClient.Raw(Encoding.UTF8.GetBytes(file), "text/csv"));

    async Task IndexedAsync()
    {
        var head = await Arbiter.HeadAsync();
        var names = Arbiter.Services.GetRequiredService<NameProjection>();
        await Eventually.Is(() => Task.FromResult(names.Position >= head), "the names are indexed");
    }
}

public sealed class CheckRulesOnSqlite() : CheckRules(Store.Sqlite);

public sealed class CheckRulesOnPostgres() : CheckRules(Store.Postgres);
