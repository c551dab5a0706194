using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Arbiter.Server.Tests.Running;
using Microsoft.Extensions.Logging;

namespace Arbiter.Server.Tests.Privacy;

/// <summary>What callers type stands in no log line, no event, no problem and no metric (P8).</summary>
public sealed class PrivacyRules : ServerTest
{
    /// <summary>As typed, and what they become; pieces too, since a log line might hold half of one.</summary>
    static readonly string[] Secrets =
        ["139 8765 4329", "13987654329", "87654329", "Zhen.Mi", "zhen.mi", "mimi-jixie", "绝密精密机械", "juemi_weixin", "www.mimi-site.cn", "mimi-site", "91110108MA00", "not-a-phone-zqx"];

    // Everything is captured, also what a server in production would leave out.
    protected override Task<ArbiterHost> StartAsync() => ArbiterHost.StartAsync(
        Store.Sqlite, Clock, customize: builder => builder.Logging.AddFilter<CapturedLogs>(null, LogLevel.Trace));

    [Fact]
    public async Task Identifiers_stand_nowhere_but_with_those_who_may_see_them()
    {
        var tags = new ConcurrentQueue<string>();
        using var listener = Listen(tags);
        var problems = new List<string>();
        object[] identifiers =
        [
            new { kind = "phone", value = "139 8765 4329" }, new { kind = "email", value = "Zhen.Mi@mimi-jixie.cn" }, new { kind = "company", value = "上海绝密精密机械有限公司" },
            new { kind = "wechat", value = "juemi_weixin" }, new { kind = "website", value = "http://www.mimi-site.cn/x" }, new { kind = "creditCode", value = "91110108MA00ABCD1X" },
        ];
        var granted = new Ruling((await Rep1.Post("/claims", new { identifiers }, "k-1")).Ok().Json);
        await Rep2.Post("/claims", new { identifiers });
        await Rep2.Post("/claims/batch", new { claims = new[] { new { identifiers } } });
        await Rep2.Post("/lookups", new { identifiers });
        var likeness = (await Rep2.Post("/lookups", ArbiterClient.ClaimOf(phone: "13987654328", website: "www.mimi-site.cn", company: "上海绝密精密机械"))).Ok();
        Assert.NotEmpty(likeness.List("similar"));
        problems.Add(likeness.Body);
        problems.Add((await Rep2.Post("/lookups", ArbiterClient.ClaimOf(phone: "not-a-phone-zqx"))).Body);
        problems.Add((await Rep2.Post("/lookups", new { identifiers, scope = "13987654329" })).Body);
        problems.Add((await Rep2.Send(HttpMethod.Post, "/checks", ArbiterClient.Raw("13987654329\n1\n"u8.ToArray(), "text/csv"))).Body);
        await Rep1.FollowUp(granted.Customer, "call");
        foreach (var identifier in identifiers.Concat([new { kind = "phone", value = "not-a-phone-zqx" }, new { kind = "13987654329", value = "1" }]))
        {
            problems.Add((await Rep1.Post("/claims", new { identifiers = new[] { identifier }, surplus = 1 })).Body);
            problems.Add((await Rep1.Post("/claims", new { identifiers = new[] { identifier }, scope = "13987654329" })).Body);
            problems.Add((await Rep1.Post("/claims", new { identifiers = new[] { identifier }, channel = "Zhen.Mi@mimi-jixie.cn" })).Body);
            problems.Add((await Rep1.Post("/claims", new { identifiers = new[] { identifier }, rep = "13987654329" })).Body);
            problems.Add((await Rep1.Post("/claims", new { identifiers = identifier })).Body);
        }

        problems.Add((await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: "not-a-phone-zqx"))).Body);
        problems.Add((await Rep1.Post("/claims", ArbiterClient.ClaimOf(phone: "13987654321"), "k-1")).Body);
        problems.Add((await Rep1.Send(HttpMethod.Post, "/claims", ArbiterClient.Raw("""{"identifiers":[{"kind":"phone","value":"13987654329\ud800"}]}"""))).Body);
        problems.Add((await Rep1.Send(HttpMethod.Post, "/claims", ArbiterClient.Raw("""{"identifiers":[{"kind":"phone","value":"13987654329"""))).Body);
        await Rep1.Release(granted.Customer);
        var pool = (await Rep2.Get("/pool")).Ok();
        var events = (await Arbiter.Auditor.Get("/events")).Ok();
        var conflicts = (await Arbiter.Auditor.Get("/conflicts")).Ok();
        listener.RecordObservableInstruments();

        Assert.NotEmpty(tags);
        Assert.NotEmpty(Arbiter.Logs);
        foreach (var secret in Secrets)
        {
            Assert.DoesNotContain(Arbiter.Logs, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(problems, problem => problem.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(tags, tag => tag.Contains(secret, StringComparison.OrdinalIgnoreCase));
            foreach (var shown in new[] { pool.Body, events.Body, conflicts.Body }) Assert.DoesNotContain(secret, shown, StringComparison.OrdinalIgnoreCase);
        }
    }

    static MeterListener Listen(ConcurrentQueue<string> tags)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, _, measured, _) => Note(instrument, measured));
        listener.SetMeasurementEventCallback<double>((instrument, _, measured, _) => Note(instrument, measured));
        listener.SetMeasurementEventCallback<int>((instrument, _, measured, _) => Note(instrument, measured));
        listener.Start();
        return listener;

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var tag in measured) tags.Enqueue($"{instrument.Name} {tag.Key}={tag.Value}");
        }
    }
}

/// <summary>Tokens in the log, at the levels at which a server logs.</summary>
public sealed class TokenPrivacy : ServerTest
{
    [Fact]
    public async Task Tokens_stand_in_no_log_line()
    {
        await Rep1.Claim(phone: Phone(1));
        await Arbiter.Nobody.Send(HttpMethod.Get, $"//hubs/live?access_token={Rep1.Token}");
        await Arbiter.Nobody.Send(HttpMethod.Post, $"//hubs/live/negotiate?access_token={Rep1.Token}");

        Assert.NotEmpty(Arbiter.Logs);
        Assert.DoesNotContain(Arbiter.Logs, line => line.Contains(Rep1.Token!, StringComparison.Ordinal));
    }
}
