using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>Compares records by what stands in them, hash included.</summary>
sealed class RecordComparer : IEqualityComparer<LogRecord>
{
    static readonly byte[] None = [];

    public static RecordComparer Instance { get; } = new();

    public bool Equals(LogRecord? x, LogRecord? y) =>
        x is not null && y is not null && x.Hash.AsSpan().SequenceEqual(y.Hash) && x with { Hash = None } == y with { Hash = None };

    public int GetHashCode(LogRecord record) => record.Seq.GetHashCode();
}
