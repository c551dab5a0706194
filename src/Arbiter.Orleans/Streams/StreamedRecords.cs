using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Orleans;

namespace Arbiter.Orleans.Streams;

/// <summary>Records that one silo has committed, in order. The numbers are on the wire: add to them, never renumber.</summary>
[GenerateSerializer, Immutable, Alias("arbiter.records")]
public sealed class StreamedRecords
{
    [Id(0)] public required StreamedRecord[] Records { get; init; }

    /// <summary>Which silo committed them: it need not hear of them.</summary>
    [Id(1)] public required string From { get; init; }

    /// <summary>Hash of the record before the first.</summary>
    [Id(2)] public byte[]? Before { get; init; }

    public static StreamedRecords Of(LogPiece piece, string from) =>
        new() { Records = [.. piece.Records.Select(StreamedRecord.Of)], From = from, Before = piece.Before.Hash };

    /// <summary>Null when these are not records that follow on one another.</summary>
    public LogPiece? ToPiece() =>
        Before is { Length: 32 } && Records is [var first, ..] ? LogPiece.Checked(new LogHead(first.Seq - 1, Before), [.. Records.Select(r => r.ToRecord())]) : null;
}

/// <summary>A record as it stands in the log, hash included: whoever receives it can tell whether it follows on what it knows. Beside it, the keys that it bound.</summary>
[GenerateSerializer, Alias("arbiter.record")]
public readonly record struct StreamedRecord(
    [property: Id(0)] long Seq, [property: Id(1)] long Prev, [property: Id(2)] string Type, [property: Id(3)] Guid? Customer, [property: Id(4)] long AtMs,
    [property: Id(5)] string Actor, [property: Id(6)] string Payload, [property: Id(7)] byte[] Hash, [property: Id(8)] StreamedKey[]? Bound)
{
    public static StreamedRecord Of(LogRecord r) => new(
        r.Seq, r.Prev, r.Type, r.Customer?.Value, r.At.ToUnixTimeMilliseconds(), r.Actor, r.Payload, r.Hash,
        r.Bound?.Select(k => new StreamedKey(k.Scope.Value, (byte)k.Kind, k.Value)).ToArray());

    public LogRecord ToRecord() => new(
        Seq, Prev, Type, Customer is { } id ? new CustomerId(id) : null, DateTimeOffset.FromUnixTimeMilliseconds(AtMs), Actor, Payload, Hash)
    {
        Bound = Bound?.Select(k => new CustomerKey(new Scope(k.Scope), (IdentifierKind)k.Kind, k.Value)).ToArray(),
    };
}

/// <summary>A key; personal.</summary>
[GenerateSerializer, Alias("arbiter.bound")]
public readonly record struct StreamedKey([property: Id(0)] string Scope, [property: Id(1)] byte Kind, [property: Id(2)] string Value)
{
    /// <summary>Without the value: it is not for logs.</summary>
    public override string ToString() => $"{Scope}/{Kind}";
}
