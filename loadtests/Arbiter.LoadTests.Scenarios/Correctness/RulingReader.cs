using System.Buffers.Text;
using System.Text.Json;
using Arbiter.LoadTests.Claims;

namespace Arbiter.LoadTests.Correctness;

/// <summary>Reads of a ruling what the check of correctness needs, without building objects.</summary>
public static class RulingReader
{
    /// <summary>Reads a single ruling; false when the body is not one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, PlannedClaim planned, out SeenRuling ruling)
    {
        ruling = default;
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadObject(ref reader, planned, out ruling);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads the rulings of a batch into a list, by their index; false when one is missing, twice there, or a problem. What was read
    /// stays in the list even then.
    /// </summary>
    public static bool TryReadBatch(ReadOnlySpan<byte> json, ClaimPlan plan, long firstIndex, int count, RulingLog into)
    {
        var complete = true;
        var seen = new BatchIndexes(count, plan, firstIndex, into);
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read() && reader.CurrentDepth <= 1)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && !reader.ValueTextEquals("rulings"u8))
                    reader.Skip();
                else if (reader.TokenType == JsonTokenType.StartArray)
                    complete &= ReadRulings(ref reader, seen);
            }
        }
        catch (JsonException)
        {
            complete = false;
        }
        return seen.LoseTheRest() && complete;
    }

    static bool ReadRulings(ref Utf8JsonReader reader, BatchIndexes seen)
    {
        var good = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var index = -1;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("index"u8))
                {
                    reader.Read();
                    index = reader.TryGetInt32(out var number) ? number : -1;
                }
                else if (reader.ValueTextEquals("ruling"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject && seen.IsNew(index))
                    good &= TryReadObject(ref reader, seen.Planned(index), out var ruling) && seen.Take(index, ruling);
                else
                {
                    good = false;
                    reader.Skip();
                }
            }
        }
        return good;
    }

    static bool TryReadObject(ref Utf8JsonReader reader, PlannedClaim planned, out SeenRuling ruling)
    {
        var (verdict, owner, customer, seq) = (Verdict.Unknown, SeenRuling.NoOwner, Guid.Empty, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // No property that matters has the length of another: the length alone tells most of them apart.
            var name = reader.ValueSpan;
            if (name.Length is not (3 or 5 or 7 or 8) || !IsWanted(name))
            {
                reader.Skip();
                continue;
            }
            reader.Read();
            switch (name.Length)
            {
                case 3:
                    reader.TryGetInt64(out seq);
                    break;
                case 5:
                    owner = Reps.Number(reader.ValueSpan) is var rep and >= 0 ? (short)rep : SeenRuling.Stranger;
                    break;
                case 7:
                    verdict = Verdicts.Of(reader.ValueSpan);
                    break;
                default:
                    Utf8Parser.TryParse(reader.ValueSpan, out customer, out _);
                    break;
            }
        }
        ruling = new(planned.Key, (short)planned.Rep, verdict, owner, customer, seq);
        return verdict != Verdict.Unknown;
    }

    static bool IsWanted(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("seq"u8) || name.SequenceEqual("owner"u8) || name.SequenceEqual("verdict"u8) || name.SequenceEqual("customer"u8);
}
