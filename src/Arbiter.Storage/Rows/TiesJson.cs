using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Merging;
using Arbiter.Domain.Roster;

namespace Arbiter.Storage.Rows;

/// <summary>A customer's ties as the text of their column; null when there are none, as for nearly every customer. Instants are ms since 1970.</summary>
static class TiesJson
{
    /// <summary>What stands in the text when there are open proposals; the indexes of both databases look for the same.</summary>
    public const string ProposedMark = "\"proposed\":[";

    public static string? Write(Ties ties) => ReferenceEquals(ties, Ties.None) || ties == Ties.None
        ? null
        : JsonSerializer.Serialize(
            new TiesFields(Write(ties.Merger), Ids(ties.Absorbed), ties.Height, Ids(ties.Proposed), Ids(ties.Dismissed)), TiesJsonContext.Default.TiesFields);

    public static Ties Read(string? text)
    {
        if (text is null) return Ties.None;
        var fields = JsonSerializer.Deserialize(text, TiesJsonContext.Default.TiesFields) ?? throw new InvalidDataException("Stored ties are null.");
        return new Ties
        {
            Merger = Read(fields.Merger),
            Absorbed = Ids(fields.Absorbed),
            Height = fields.Height,
            Proposed = Ids(fields.Proposed),
            Dismissed = Ids(fields.Dismissed),
        };
    }

    static MergerFields? Write(Merger? merger) => merger is null ? null : new MergerFields(
        merger.Into.Value, merger.At.ToUnixTimeMilliseconds(), merger.Epoch, Write(merger.Held), Write(merger.IntoHeld), merger.TookOver,
        merger.IntoFormerOwners.IsEmpty ? null : [.. merger.IntoFormerOwners.Select(o => new FormerOwnerJson(o.Rep.Value, o.Until.ToUnixTimeMilliseconds()))]);

    static Merger? Read(MergerFields? fields) => fields is null ? null : new Merger(
        new CustomerId(fields.Into), Instant.FromMs(fields.At), fields.Epoch, Read(fields.Held), Read(fields.IntoHeld), fields.TookOver)
    {
        IntoFormerOwners = fields.IntoFormerOwners is null ? [] : [.. fields.IntoFormerOwners.Select(o => new FormerOwner(new RepId(o.Rep), Instant.FromMs(o.Until)))],
    };

    static HoldingFields? Write(Holding? held) => held is null ? null : new HoldingFields(
        held.Rep.Value, held.Since.ToUnixTimeMilliseconds(), held.ProtectedUntil?.ToUnixTimeMilliseconds(), (byte)held.Opportunity);

    static Holding? Read(HoldingFields? fields) => fields is null ? null : new Holding(
        new RepId(fields.Rep), Instant.FromMs(fields.Since), Instant.FromMs(fields.ProtectedUntil), (Opportunity)fields.Opportunity);

    static Guid[]? Ids(ImmutableArray<CustomerId> ids) => ids.IsEmpty ? null : [.. ids.Select(id => id.Value)];

    static ImmutableArray<CustomerId> Ids(Guid[]? ids) => ids is null ? [] : [.. ids.Select(id => new CustomerId(id))];
}

sealed record TiesFields(MergerFields? Merger, Guid[]? Absorbed, int Height, Guid[]? Proposed, Guid[]? Dismissed);

sealed record MergerFields(Guid Into, long At, int Epoch, HoldingFields? Held, HoldingFields? IntoHeld, bool TookOver, FormerOwnerJson[]? IntoFormerOwners = null);

sealed record HoldingFields(string Rep, long Since, long? ProtectedUntil, byte Opportunity);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(TiesFields))]
sealed partial class TiesJsonContext : JsonSerializerContext;
