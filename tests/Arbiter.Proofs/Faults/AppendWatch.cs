using System.Text;

namespace Arbiter.Proofs.Faults;

/// <summary>
/// Follows what a client sends to PostgreSQL closely enough to see where a batch's transaction ends: the <c>Sync</c> after an <c>arbiter_append</c>, which commits. Messages are
/// a type, a length that includes itself, and a body (PostgreSQL manual, "Message Formats"); only the very first has no type.
/// </summary>
sealed class AppendWatch
{
    const int HeadBytes = 256;
    const string Append = "arbiter_append(";

    /// <summary>Names of prepared statements that append; unnamed ones too, as the empty name.</summary>
    readonly HashSet<string> appends = [];
    readonly List<byte> head = new(HeadBytes);
    bool first = true;
    bool appending;
    long left = -1;

    /// <summary>Takes the next bytes; returns how many of them go as far as the end of the first <c>Sync</c> that commits an append, or -1.</summary>
    public int EndOfAppend(ReadOnlySpan<byte> bytes)
    {
        var end = -1;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (head.Count < HeadBytes) head.Add(bytes[i]);
            if (left < 0 && head.Count == LengthAt + 4) left = Length() - 4 + 1;
            if (left < 0 || --left > 0) continue;
            if (Ended() && end < 0) end = i + 1;
        }

        return end;
    }

    int LengthAt => first ? 0 : 1;

    long Length() => (head[LengthAt] << 24) | (head[LengthAt + 1] << 16) | (head[LengthAt + 2] << 8) | head[LengthAt + 3];

    /// <summary>A message is complete. True when it was the <c>Sync</c>.</summary>
    bool Ended()
    {
        var type = first ? '\0' : (char)head[0];
        var isEnd = false;
        switch (type)
        {
            case 'P':
                var (name, sql) = Strings(5);
                if (sql.Contains(Append, StringComparison.Ordinal)) appends.Add(name);
                else appends.Remove(name);
                break;
            case 'B':
                appending |= appends.Contains(Strings(5).Second);
                break;
            case 'S':
                (isEnd, appending) = (appending, false);
                break;
        }

        // Requests for encryption have no type either, and the real beginning follows.
        first = first && Length() == 8;
        head.Clear();
        left = -1;
        return isEnd;
    }

    (string First, string Second) Strings(int at)
    {
        var body = Encoding.UTF8.GetString([.. head.Skip(at)]).Split('\0');
        return (body[0], body.Length > 1 ? body[1] : "");
    }
}
