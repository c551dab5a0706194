namespace Arbiter.Engine.Journal;

/// <summary>Gives a batch its place in the log.</summary>
public static class Sealing
{
    /// <summary>The batch's records, numbered from <paramref name="head"/> on and chained to it.</summary>
    public static LogRecord[] Seal(LogHead head, Batch batch)
    {
        var records = new LogRecord[batch.Events.Count];
        var before = head.Hash;
        for (var i = 0; i < records.Length; i++)
        {
            var e = batch.Events[i];
            var seq = head.Seq + 1 + i;
            var prev = e.PrevEvent >= 0 ? head.Seq + 1 + e.PrevEvent : e.PrevSeq;
            before = HashChain.Next(before, seq, prev, e.At, e.Customer, e.Type, e.Actor, e.Payload);
            records[i] = new LogRecord(seq, prev, e.Type, e.Customer, e.At, e.Actor, e.Payload, before);
        }

        return records;
    }
}
