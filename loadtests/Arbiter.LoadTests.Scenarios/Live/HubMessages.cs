using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Arbiter.LoadTests.Live;

/// <summary>What a hub said in one record of the SignalR JSON protocol.</summary>
public enum HubMessageKind
{
    /// <summary>The answer to the handshake: the connection works.</summary>
    HandshakeDone = 0,
    /// <summary>An item of the stream.</summary>
    StreamItem = 2,
    /// <summary>The stream has ended, perhaps with an error.</summary>
    Completion = 3,
    /// <summary>A sign of life.</summary>
    Ping = 6,
    /// <summary>The hub closes the connection.</summary>
    Close = 7,
    /// <summary>Anything else.</summary>
    Other = -1,
}

/// <summary>Text of the SignalR JSON hub protocol, as far as a subscriber needs it.</summary>
public static class HubMessages
{
    /// <summary>Ends every record.</summary>
    public const byte Separator = 0x1e;

    /// <summary>The first record of a connection.</summary>
    public static byte[] Handshake { get; } = Record("""{"protocol":"json","version":1}""");

    /// <summary>A sign of life; a hub drops clients that are silent for 30 s.</summary>
    public static byte[] Ping { get; } = Record("""{"type":6}""");

    /// <summary>Asks for the events after a position.</summary>
    public static byte[] Events(long afterSeq) =>
        Record($$"""{"type":4,"invocationId":"1","target":"Events","arguments":[{{afterSeq.ToString(CultureInfo.InvariantCulture)}}]}""");

    /// <summary>Tells what a record is.</summary>
    public static HubMessageKind KindOf(JsonElement record)
    {
        if (!record.TryGetProperty("type", out var type))
            return record.TryGetProperty("error", out _) ? HubMessageKind.Close : HubMessageKind.HandshakeDone;
        var kind = (HubMessageKind)type.GetInt32();
        return Enum.IsDefined(kind) ? kind : HubMessageKind.Other;
    }

    static byte[] Record(string json) => [.. Encoding.UTF8.GetBytes(json), Separator];
}
