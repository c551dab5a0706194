using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Measuring;

namespace Arbiter.LoadTests.LookUps;

/// <summary>
/// Looks up what people would: a third the names of customers without their legal form and with a slip in the phone number, a third with one character of
/// the name mistaken, a third names and numbers that nobody has. One after the other on each connection.
/// </summary>
/// <param name="content">What the store holds.</param>
sealed class LookUpLoad(HttpClient http, int seed, int customers, CustomerSeed content)
{
    const string Absent = "鹏飞凤舞龙腾虎跃岳岭峰川";

    readonly CompanyNames names = new(seed);
    readonly PhoneNumbers phones = new(seed);
    readonly LatencyHistogram latency = new();
    readonly LatencyHistogram ofKnown = new();
    readonly LatencyHistogram ofAbsent = new();
    readonly Lock gate = new();
    readonly FoundShare known = new();
    readonly FoundShare mistaken = new();
    long asked;

    public LatencyHistogram Latency => latency;

    /// <summary>Of those that found a customer by its name and its number: should be as long as <see cref="OfAbsent"/>, or time tells what the answer does not.</summary>
    public LatencyHistogram OfKnown => ofKnown;

    public LatencyHistogram OfAbsent => ofAbsent;

    /// <summary>Of look-ups of a name without its form and a number with a slip: how many were shown the customer.</summary>
    public FoundShare Known => known;

    /// <summary>Of look-ups of a name with one character mistaken: how many were shown the customer.</summary>
    public FoundShare Mistakes => mistaken;

    /// <summary>Waits until the last customer of the log, <paramref name="id"/>, is found by its name: names are indexed in the log's order.</summary>
    public async Task<TimeSpan> UntilIndexedAsync(string id, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var last = WithoutForm(names.Of(customers - 1));
        while (!(await AskAsync(last, null, stop)).Contains(id)) await Task.Delay(500, stop);
        return Stopwatch.GetElapsedTime(began);
    }

    public Task RunAsync(int connections, TimeSpan during, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => RunOneAsync(during, stop), stop)));

    async Task RunOneAsync(TimeSpan during, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < during)
        {
            var number = Interlocked.Increment(ref asked);
            var key = SeededHash.Below(seed + 1, number, customers);
            var (name, phone) = (number % 3) switch
            {
                0 => (WithoutForm(names.Of(key)), Slipped(phones.Of(key))),
                1 => (Mistaken(WithoutForm(names.Of(key)), number), phones.Of(customers + key)),
                _ => (Unknown(number), phones.Of(customers + key)),
            };
            var sent = Stopwatch.GetTimestamp();
            var similar = await AskAsync(name, phone, stop);
            var tookNs = (long)Stopwatch.GetElapsedTime(sent).TotalNanoseconds;
            lock (gate)
            {
                latency.Record(tookNs);
                if (number % 3 != 1) (number % 3 == 0 ? ofKnown : ofAbsent).Record(tookNs);
                if (number % 3 == 2) continue;
                (number % 3 == 0 ? known : mistaken).Count(similar.Contains(content.IdOf(key).ToString()));
            }
        }
    }

    async Task<List<string?>> AskAsync(string name, string? phone, CancellationToken stop)
    {
        object[] identifiers = phone is null
            ? [new { kind = "company", value = name }]
            : [new { kind = "company", value = name }, new { kind = "phone", value = phone }];
        using var answer = await http.PostAsJsonAsync("api/v1/lookups", new { identifiers }, stop);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
        using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(stop), cancellationToken: stop);
        return [.. json.RootElement.GetProperty("similar").EnumerateArray().Select(s => s.GetProperty("customer").GetString())];
    }

    static string WithoutForm(string name) => name[..name.LastIndexOf(name.EndsWith("股份有限公司", StringComparison.Ordinal) ? "股份" : name.EndsWith("集团有限公司", StringComparison.Ordinal) ? "集团" : "有限", StringComparison.Ordinal)];

    static string Slipped(string phone) => phone[..^1] + (char)('0' + (phone[^1] - '0' + 3) % 10);

    /// <summary>One of the three characters that tell the company from others.</summary>
    string Mistaken(string name, long number)
    {
        var at = 2 + (int)(number / 3 % 3);
        return name[..at] + Absent[SeededHash.Below(seed, number, Absent.Length)] + name[(at + 1)..];
    }

    string Unknown(long number) =>
        $"南通{Absent[SeededHash.Below(seed, number, Absent.Length)]}{Absent[SeededHash.Below(seed + 2, number, Absent.Length)]}{Absent[SeededHash.Below(seed + 3, number, Absent.Length)]}电子科技";
}

/// <summary>How often something was found. Counted under its owner's lock.</summary>
sealed class FoundShare
{
    int asked, found;

    public double Share => asked == 0 ? 0 : (double)found / asked;

    public void Count(bool isFound)
    {
        asked++;
        if (isFound) found++;
    }
}
