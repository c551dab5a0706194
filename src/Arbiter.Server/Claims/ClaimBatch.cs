using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Claims;

/// <summary>One row of a batch's answer: a ruling, or the problem with that claim.</summary>
readonly record struct BatchRow(Executed Executed, ImmutableArray<ReadIdentifier> Identifiers, Problem? Problem);

/// <summary>Decides many claims side by side and answers row by row.</summary>
static class ClaimBatch
{
    /// <summary>With a key, each claim is remembered under the key and its place, so that a retry of a batch half done does the other half.</summary>
    public static async Task<BatchRow[]> DecideAsync(ClaimBody?[] claims, Caller caller, Request? request, Decisions decisions)
    {
        var rows = new Task<BatchRow>[claims.Length];
        for (var i = 0; i < claims.Length; i++)
        {
            Request? own = request is { } whole
                ? whole with { Key = whole.Key with { Key = $"{whole.Key.Key}/{i}" } }
                : null;
            rows[i] = DecideOneAsync(claims[i], i, caller, own, decisions);
        }

        return await Task.WhenAll(rows);
    }

    public static void Write(Utf8JsonWriter json, BatchRow[] rows)
    {
        json.WriteStartObject();
        json.WriteStartArray("rulings"u8);
        for (var i = 0; i < rows.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, i);
            WriteRow(json, rows[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The member <c>ruling</c> or <c>problem</c>.</summary>
    public static void WriteRow(Utf8JsonWriter json, BatchRow row)
    {
        if (row.Problem is { } problem)
        {
            json.WritePropertyName("problem"u8);
            problem.Write(json);
            return;
        }

        json.WriteStartObject("ruling"u8);
        RulingJson.WriteMembers(json, (row.Executed, row.Identifiers));
        json.WriteEndObject();
    }

    static async Task<BatchRow> DecideOneAsync(ClaimBody? body, int index, Caller caller, Request? request, Decisions decisions)
    {
        if (body is null) return new BatchRow(default, [], ProblemCatalog.MissingField($"/claims/{index}"));
        if (ClaimReader.Read(body, caller, decisions.Reference, out var claim) is { } problem)
            return new BatchRow(default, [], problem with { Field = $"/claims/{index}{problem.Field}" });
        var (executed, refused) = await decisions.AskAsync(claim.Command, request);
        return new BatchRow(executed, claim.Identifiers, refused);
    }
}
