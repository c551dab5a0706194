using System.Text;

namespace Arbiter.Proofs.Faults;

/// <summary>What the statements between two <c>Sync</c>s do to the log.</summary>
[Flags]
enum Pipeline
{
    Other = 0,

    /// <summary>Takes the lock on its head.</summary>
    Locks = 1,

    /// <summary>Writes a batch; at the <c>Sync</c> it is committed.</summary>
    Appends = 2,

    /// <summary>It follows one that took the lock.</summary>
    HasLock = 4,
}

/// <summary>A pipeline that ended, at which byte, and at which byte what writes its batch did.</summary>
readonly record struct PipelineEnd(Pipeline Kind, int At, int WrittenAt);

/// <summary>
/// Follows what a client sends to PostgreSQL closely enough to see where a transaction on the log begins and ends. Messages are a type, a length that includes itself, and a
/// body (PostgreSQL manual, "Message Formats"); only the very first has no type.
/// </summary>
sealed class PipelineWatch
{
    const int HeadBytes = 256;

    /// <summary>What prepared statements do, by name; unnamed ones too, as the empty name.</summary>
    readonly Dictionary<string, Pipeline> statements = [];
    readonly List<byte> head = new(HeadBytes);
    bool first = true;
    Pipeline current;
    Pipeline bound;
    Pipeline before;
    long left = -1;

    /// <summary>Takes the next bytes; returns the first pipeline that ends in them.</summary>
    public PipelineEnd? Take(ReadOnlySpan<byte> bytes)
    {
        var (found, writtenAt) = (default(PipelineEnd?), 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (head.Count < HeadBytes) head.Add(bytes[i]);
            if (left < 0 && head.Count == LengthAt + 4) left = Length() - 4 + 1;
            if (left < 0 || --left > 0) continue;
            if (head[0] == 'E' && bound == Pipeline.Appends) writtenAt = i + 1;
            if (Ended() is { } kind) found ??= new PipelineEnd(kind, i + 1, writtenAt);
        }

        return found;
    }

    int LengthAt => first ? 0 : 1;

    long Length() => (head[LengthAt] << 24) | (head[LengthAt + 1] << 16) | (head[LengthAt + 2] << 8) | head[LengthAt + 3];

    /// <summary>A message is complete; what its pipeline does if it was the <c>Sync</c>.</summary>
    Pipeline? Ended()
    {
        Pipeline? ended = null;
        switch (first ? '\0' : (char)head[0])
        {
            case 'P':
                var (name, sql) = Strings(5);
                statements[name] = (sql.Contains("FOR UPDATE", StringComparison.Ordinal) ? Pipeline.Locks : Pipeline.Other)
                    | (sql.Contains("arbiter_append(", StringComparison.Ordinal) ? Pipeline.Appends : Pipeline.Other);
                break;
            case 'B':
                current |= bound = statements.GetValueOrDefault(Strings(5).Second);
                break;
            case 'S':
                ended = current | (before == Pipeline.Locks ? Pipeline.HasLock : Pipeline.Other);
                (before, current) = (current, Pipeline.Other);
                break;
        }

        // Requests for encryption have no type either, and the real beginning follows.
        first = first && Length() == 8;
        head.Clear();
        left = -1;
        return ended;
    }

    (string First, string Second) Strings(int at)
    {
        var body = Encoding.UTF8.GetString([.. head.Skip(at)]).Split('\0');
        return (body[0], body.Length > 1 ? body[1] : "");
    }
}
