using System.Buffers;
using System.IO.Pipelines;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Imports;

/// <summary>
/// One import under way: rows are read, decided side by side (those on the same customer in their order) and answered in their order. What is read and not yet answered is bounded by the window, and what
/// is answered and not yet taken by the connection: a slow reader slows the import and nothing else.
/// </summary>
sealed class ImportRun(RecordSplitter records, RowReader reader, RowKeys keys, RowOrder order, RowDecider decider, PipeWriter output)
{
    const int RowsSideBySide = 64;
    const int FlushBytes = 32 * 1024;

    readonly Queue<(int Row, int Line, Task<BatchRow> Answer)> window = new(RowsSideBySide);
    readonly ImportSummary summary = new();
    int unflushed;

    public async Task RunAsync(string encoding, CancellationToken cancel)
    {
        for (var row = 1; records.Next() is { } record; row++)
        {
            window.Enqueue((row, record.Line, DecideAsync(row, record, cancel)));
            while (window.Count == RowsSideBySide || window.TryPeek(out var oldest) && oldest.Answer.IsCompleted) await AnswerOldestAsync(cancel);
        }

        while (window.Count > 0) await AnswerOldestAsync(cancel);
        Write((summary, encoding), static (json, end) => end.summary.Write(json, end.encoding));
        await output.FlushAsync(cancel);
    }

    Task<BatchRow> DecideAsync(int row, RawRecord record, CancellationToken cancel)
    {
        if (reader.Read(record, out var claim) is { } problem) return Task.FromResult(new BatchRow(default, [], problem));
        // Numbered as the rows are read, whenever they are decided.
        var request = keys.Of(row, claim.Content);
        return order.Decide(claim.Claim.Command.Keys, () => decider.DecideAsync(claim.Claim, request, cancel));
    }

    async Task AnswerOldestAsync(CancellationToken cancel)
    {
        var (row, line, answer) = window.Dequeue();
        // Before waiting, everybody who waits for what is decided gets it.
        if (unflushed > FlushBytes || (!answer.IsCompleted && unflushed > 0)) await FlushAsync(cancel);
        var decided = await answer;
        summary.Count(decided);
        Write((row, line, decided), static (json, r) =>
        {
            json.WriteStartObject();
            json.WriteNumber("row"u8, r.row);
            json.WriteNumber("line"u8, r.line);
            ClaimBatch.WriteRow(json, r.decided);
            json.WriteEndObject();
        });
    }

    void Write<T>(T value, Action<System.Text.Json.Utf8JsonWriter, T> write)
    {
        var line = Respond.Render(value, write);
        output.Write(line);
        output.Write("\n"u8);
        unflushed += line.Length + 1;
    }

    async Task FlushAsync(CancellationToken cancel)
    {
        unflushed = 0;
        await output.FlushAsync(cancel);
    }
}
