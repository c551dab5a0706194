using System.Collections.Immutable;
using System.Text.Json;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Claims;

/// <summary>One row of a batch's answer: a ruling, or the problem with that claim.</summary>
public readonly record struct BatchRow(Executed Executed, ImmutableArray<ReadIdentifier> Identifiers, Problem? Problem);

/// <summary>Decides many claims side by side, those on the same customer in their order, and answers row by row.</summary>
static class ClaimBatch
{
    /// <summary>
    /// With a key, each claim is remembered, so that a retry of a batch half done does the other half. The first that can be read is remembered under the key
    /// itself and decided alone, before the others: a key that was used for another request is found out before anything is done.
    /// </summary>
    public static async Task<(BatchRow[] Rows, Problem? Problem)> DecideAsync(
        ClaimBody?[] claims, Caller caller, Request? request, ClaimReader reader, Decisions decisions)
    {
        var read = new (ReadClaim Claim, Problem? Problem)[claims.Length];
        for (var i = 0; i < claims.Length; i++) read[i] = Read(claims[i], i, caller, reader, decisions);

        var rows = new Task<BatchRow>[claims.Length];
        var first = request is null ? -1 : Array.FindIndex(read, r => r.Problem is null);
        if (first >= 0)
        {
            var row = await DecideOneAsync(read[first].Claim, Of(request, first, isFirst: true), decisions);
            // Nothing was done, or a store that is gone would do no better for the others.
            if (row.Problem is { } problem) return ([], problem);
            rows[first] = Task.FromResult(row);
        }

        var order = new RowOrder(() => decisions.Reference);
        for (var i = 0; i < claims.Length; i++)
        {
            if (i == first) continue;
            var (row, one) = (read[i], Of(request, i, isFirst: false));
            rows[i] = row.Problem is { } problem ? Task.FromResult(new BatchRow(default, [], problem)) : order.Decide(row.Claim.Command.Keys, () => DecideOneAsync(row.Claim, one, decisions));
        }

        return (await Task.WhenAll(rows), null);
    }

    /// <summary>
    /// No caller can send a key with a space, so no single claim has a row's key. The place of the first row is part of its digest: should a change of the roster
    /// make another row the first, that one must not get its answer.
    /// </summary>
    static Request? Of(Request? request, int row, bool isFirst) => request is not { } whole ? null
        : isFirst ? whole with { Digest = whole.Digest ^ (UInt128)(row + 1) }
        : whole with { Key = whole.Key with { Key = $"{whole.Key.Key} {row}" } };

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

    static (ReadClaim, Problem?) Read(ClaimBody? body, int index, Caller caller, ClaimReader reader, Decisions decisions)
    {
        if (body is null) return (default, ProblemCatalog.MissingField($"/claims/{index}"));
        return reader.Read(body, caller, decisions.Reference, out var claim) is { } problem
            ? (default, problem with { Field = $"/claims/{index}{problem.Field}" })
            : (claim, null);
    }

    static async Task<BatchRow> DecideOneAsync(ReadClaim claim, Request? request, Decisions decisions)
    {
        var (executed, refused) = await decisions.AskAsync(claim.Command, request);
        return new BatchRow(executed, claim.Identifiers, refused);
    }
}
