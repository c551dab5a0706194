using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Roster;

namespace Arbiter.Engine.Codec;

/// <summary>
/// Answers as JSON: the members that the API shows (without <c>seq</c>, which is known only after the commit), and the form in which an answer is
/// remembered for retries.
/// </summary>
public static class OutcomeJson
{
    /// <summary>The remembered form; <see cref="Read"/> gives the same outcome back.</summary>
    public static string Write(Outcome outcome) => JsonText.Write(outcome, static (json, outcome) =>
    {
        if (outcome is Rejected rejected) Write(json, rejected);
        else WriteMembers(json, outcome);
        WriteMarked(json, MarkedIn(outcome));
    });

    /// <summary>The places in the request's keys of those that were marked as shared. The API says it of each identifier instead.</summary>
    public static ImmutableArray<int> MarkedIn(Outcome outcome) => outcome switch
    {
        Ruling ruling => ruling.Marked,
        Found found => found.Marked,
        _ => [],
    };

    /// <summary>Writes the outcome's members into an object that the caller has opened.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Outcome outcome)
    {
        switch (outcome)
        {
            case Ruling ruling: Write(json, ruling); break;
            case Accepted accepted: Write(json, accepted); break;
            case Found found: Write(json, found); break;
            default: throw new ArgumentOutOfRangeException(nameof(outcome), outcome.GetType().Name, "not an answer to show");
        }
    }

    public static Outcome Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    }

    public static Outcome Read(JsonElement json)
    {
        if (json.TryGetProperty("rejected", out var why))
            return new Rejected(Names<Rejection>.Parse(why.GetString()!), json.TryGetProperty("reasons", out var quota) ? ReadReason(quota[0]) : null);
        if (json.TryGetProperty("status", out var status))
        {
            var quota = json.GetProperty("quota");
            return new Found(
                Names<Standing>.Parse(status.GetString()!), [.. json.GetProperty("reasons").EnumerateArray().Select(ReadReason)],
                json.GetProperty("at").GetDateTimeOffset(), json.GetProperty("policyVersion").GetInt32())
            {
                LookUpsUsed = Number(quota, "used"),
                LookUpsPerDay = Number(quota, "limit"),
                LookUpsResetAt = Time(quota, "resetsAt"),
                Marked = Marked(json),
                Customer = Customer(json),
                ProtectedUntil = Time(json, "protectedUntil"),
                ClaimableFrom = Time(json, "claimableFrom"),
            };
        }

        return json.TryGetProperty("verdict", out var verdict)
            ? new Ruling(Names<Verdict>.Parse(verdict.GetString()!), [.. json.GetProperty("reasons").EnumerateArray().Select(ReadReason)],
                json.GetProperty("at").GetDateTimeOffset(), json.GetProperty("policyVersion").GetInt32())
            {
                Customer = Customer(json),
                Owner = Rep(json),
                Epoch = Number(json, "epoch") ?? 0,
                OwnedSince = Time(json, "ownedSince"),
                ProtectedUntil = Time(json, "protectedUntil"),
                Marked = Marked(json),
                Conflict = json.TryGetProperty("conflict", out var c) && ConflictId.TryParse(c.GetString(), out var id) ? id : null,
            }
            : new Accepted(json.GetProperty("at").GetDateTimeOffset())
            {
                Customer = Customer(json),
                Owner = Rep(json),
                Epoch = Number(json, "epoch") ?? 0,
                Counted = json.TryGetProperty("counted", out var counted) ? counted.GetBoolean() : null,
                ProtectedUntil = Time(json, "protectedUntil"),
                ClaimableFrom = Time(json, "claimableFrom"),
                Version = Number(json, "version"),
            };
    }

    /// <summary>The API shows a problem instead.</summary>
    static void Write(Utf8JsonWriter json, Rejected rejected)
    {
        json.WriteString("rejected"u8, Names<Rejection>.Of(rejected.Why));
        if (rejected.Quota is { } quota) WriteReasons(json, [quota]);
    }

    static void Write(Utf8JsonWriter json, Ruling ruling)
    {
        json.WriteString("verdict"u8, Names<Verdict>.Of(ruling.Verdict));
        WriteReasons(json, ruling.Reasons);
        WriteOwnership(json, ruling.Customer, ruling.Owner, ruling.Epoch);
        json.WriteTime("ownedSince"u8, ruling.OwnedSince);
        json.WriteTime("protectedUntil"u8, ruling.ProtectedUntil);
        json.WriteIf("conflict"u8, ruling.Conflict?.ToString());
        json.WriteTime("at"u8, ruling.At);
        json.WriteNumber("policyVersion"u8, ruling.PolicyVersion);
    }

    static void Write(Utf8JsonWriter json, Accepted accepted)
    {
        json.WriteBoolean("accepted"u8, true);
        WriteOwnership(json, accepted.Customer, accepted.Owner, accepted.Epoch);
        if (accepted.Counted is { } counted) json.WriteBoolean("counted"u8, counted);
        json.WriteTime("protectedUntil"u8, accepted.ProtectedUntil);
        json.WriteTime("claimableFrom"u8, accepted.ClaimableFrom);
        json.WriteIf("version"u8, accepted.Version);
        json.WriteTime("at"u8, accepted.At);
    }

    /// <summary>Always the same members, whatever was found: the shape of an answer must tell nothing.</summary>
    static void Write(Utf8JsonWriter json, Found found)
    {
        json.WriteString("status"u8, Names<Standing>.Of(found.Standing));
        WriteReasons(json, found.Reasons);
        if (found.Customer is { } customer) json.WriteString("customer"u8, customer.Value);
        else json.WriteNull("customer"u8);
        WriteTimeOrNull(json, "protectedUntil"u8, found.ProtectedUntil);
        WriteTimeOrNull(json, "claimableFrom"u8, found.ClaimableFrom);
        json.WriteStartObject("quota"u8);
        WriteOrNull(json, "used"u8, found.LookUpsUsed);
        WriteOrNull(json, "limit"u8, found.LookUpsPerDay);
        WriteTimeOrNull(json, "resetsAt"u8, found.LookUpsResetAt);
        json.WriteEndObject();
        json.WriteTime("at"u8, found.At);
        json.WriteNumber("policyVersion"u8, found.PolicyVersion);
    }

    static void WriteReasons(Utf8JsonWriter json, ImmutableArray<Reason> reasons)
    {
        json.WriteStartArray("reasons"u8);
        foreach (var reason in reasons)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, Names<Rule>.Of(reason.Rule));
            json.WriteTime("until"u8, reason.Until);
            json.WriteIf("limit"u8, reason.Limit);
            WriteEvidence(json, reason.Evidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteTimeOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? at)
    {
        if (at is null) json.WriteNull(name);
        else json.WriteTime(name, at);
    }

    static void WriteOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    static void WriteOwnership(Utf8JsonWriter json, CustomerId? customer, RepId? owner, int epoch)
    {
        if (customer is { } id) json.WriteString("customer"u8, id.Value);
        json.WriteIf("owner"u8, owner?.Value);
        if (epoch > 0) json.WriteNumber("epoch"u8, epoch);
    }

    static Reason ReadReason(JsonElement json) =>
        new(Names<Rule>.Parse(json.GetProperty("rule").GetString()!), Time(json, "until"), Number(json, "limit"), Evidence(json));

    /// <summary>The codes of a likeness as an array.</summary>
    public static void WriteEvidence(Utf8JsonWriter json, string? codes)
    {
        if (codes is null) return;
        json.WriteStartArray("evidence"u8);
        foreach (var code in codes.Split(',', StringSplitOptions.RemoveEmptyEntries)) json.WriteStringValue(code);
        json.WriteEndArray();
    }

    public static string? Evidence(JsonElement json) =>
        json.TryGetProperty("evidence", out var codes) ? string.Join(',', codes.EnumerateArray().Select(c => c.GetString())) : null;

    static void WriteMarked(Utf8JsonWriter json, ImmutableArray<int> places)
    {
        if (places.IsEmpty) return;
        json.WriteStartArray("marked"u8);
        foreach (var place in places) json.WriteNumberValue(place);
        json.WriteEndArray();
    }

    static ImmutableArray<int> Marked(JsonElement json) =>
        json.TryGetProperty("marked", out var places) ? [.. places.EnumerateArray().Select(p => p.GetInt32())] : [];

    static CustomerId? Customer(JsonElement json) => Has(json, "customer", out var id) ? new CustomerId(id.GetGuid()) : null;

    static RepId? Rep(JsonElement json) => json.TryGetProperty("owner", out var rep) ? new RepId(rep.GetString()!) : null;

    static int? Number(JsonElement json, string name) => Has(json, name, out var value) ? value.GetInt32() : null;

    static DateTimeOffset? Time(JsonElement json, string name) => Has(json, name, out var value) ? value.GetDateTimeOffset() : null;

    static bool Has(JsonElement json, string name, out JsonElement value) => json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
