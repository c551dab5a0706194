using System.Text.Json;

namespace Arbiter.Server.Tests.Running;

/// <summary>The answer to a claim, as a caller sees it.</summary>
public sealed record Ruling(JsonElement Json)
{
    public string Verdict => Text("verdict")!;

    /// <summary>The rules that decided, in order.</summary>
    public string Rules => string.Join(" ", Json.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("rule").GetString()));

    public string Customer => Text("customer")!;

    public string? Owner => Text("owner");

    public string? Conflict => Text("conflict");

    public int Epoch => Json.GetProperty("epoch").GetInt32();

    public long Seq => Json.GetProperty("seq").GetInt64();

    public DateTimeOffset At => Time("at")!.Value;

    public DateTimeOffset? OwnedSince => Time("ownedSince");

    public DateTimeOffset? ProtectedUntil => Time("protectedUntil");

    /// <summary>Until when the first rule holds.</summary>
    public DateTimeOffset? Until => Json.GetProperty("reasons")[0].TryGetProperty("until", out var until) ? until.GetDateTimeOffset() : null;

    public int? Limit => Json.GetProperty("reasons")[0].TryGetProperty("limit", out var limit) ? limit.GetInt32() : null;

    public bool Replayed => Json.TryGetProperty("replayed", out var replayed) && replayed.GetBoolean();

    /// <summary>The ruling itself, without word of whether it was told before.</summary>
    public string Told => string.Join("\n", Json.EnumerateObject().Where(m => m.Name != "replayed").Select(m => m.Name + " " + m.Value.GetRawText()));

    public Ruling Is(string verdict, string rules)
    {
        Assert.Equal((verdict, rules), (Verdict, Rules));
        return this;
    }

    string? Text(string member) => Json.TryGetProperty(member, out var value) ? value.GetString() : null;

    DateTimeOffset? Time(string member) => Json.TryGetProperty(member, out var value) ? value.GetDateTimeOffset() : null;
}
