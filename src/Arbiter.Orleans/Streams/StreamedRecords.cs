using Arbiter.Domain.Customers;
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

    public static StreamedRecords Of(IEnumerable<LogRecord> records, string from) => new() { Records = [.. records.Select(StreamedRecord.Of)], From = from };
}

/// <summary>A record as it stands in the log, hash included: whoever receives it can tell whether it follows on what it knows.</summary>
[GenerateSerializer, Alias("arbiter.record")]
public readonly record struct StreamedRecord(
    [property: Id(0)] long Seq, [property: Id(1)] long Prev, [property: Id(2)] string Type, [property: Id(3)] Guid? Customer, [property: Id(4)] long AtMs,
    [property: Id(5)] string Actor, [property: Id(6)] string Payload, [property: Id(7)] byte[] Hash)
{
    public static StreamedRecord Of(LogRecord r) => new(r.Seq, r.Prev, r.Type, r.Customer?.Value, r.At.ToUnixTimeMilliseconds(), r.Actor, r.Payload, r.Hash);

    public LogRecord ToRecord() => new(
        Seq, Prev, Type, Customer is { } id ? new CustomerId(id) : null, DateTimeOffset.FromUnixTimeMilliseconds(AtMs), Actor, Payload, Hash);
}
