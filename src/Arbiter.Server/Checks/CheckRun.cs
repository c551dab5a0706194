using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine.Codec;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.LookUps;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Checks;

/// <summary>
/// Answers a checked file: each record as it came, with a verdict and a reason behind it. Rows are looked up side by side and answered in order; a slow reader slows
/// the check and nothing else.
/// </summary>
sealed class CheckRun(CheckFile file, List<CheckedRow> rows, Policy policy, Caller caller, LookUpDesk desk, PipeWriter output)
{
    const int RowsSideBySide = 32;
    const int FlushBytes = 32 * 1024;

    readonly Queue<(string Record, CheckedRow Row, Task<(string Verdict, string Reason)> Answer)> window = new(RowsSideBySide);
    int unflushed;

    public async Task RunAsync(CancellationToken cancel)
    {
        var (separator, records) = file.Again();
        var row = -1;
        foreach (var record in records)
        {
            if (row++ < 0)
            {
                // So that spreadsheets read it as UTF-8.
                Write($"\uFEFF{record}{separator}arbiter_verdict{separator}arbiter_reason{separator}arbiter_identifiers\r\n");
                continue;
            }

            window.Enqueue((record, rows[row - 1], AnswerAsync(rows[row - 1], cancel)));
            while (window.Count == RowsSideBySide || window.TryPeek(out var oldest) && oldest.Answer.IsCompleted) await WriteOldestAsync(separator, cancel);
        }

        while (window.Count > 0) await WriteOldestAsync(separator, cancel);
        await output.FlushAsync(cancel);
    }

    /// <summary>Rows of one customer are looked up once: at the first.</summary>
    Task<(string Verdict, string Reason)> AnswerAsync(CheckedRow row, CancellationToken cancel) => row switch
    {
        { Unusable: { } why } => Task.FromResult(("unusable", why)),
        { DuplicateOf: { } first } => Task.FromResult(("duplicate", $"row {first.ToString(CultureInfo.InvariantCulture)}")),
        _ => LookUpAsync(row, cancel),
    };

    async Task<(string Verdict, string Reason)> LookUpAsync(CheckedRow row, CancellationToken cancel)
    {
        var (executed, similar, problem) = await desk.AskAsync(policy, row.Keys, caller, null, cancel);
        if (problem is { Status: 429, Code: "lookup-quota" }) return ("unchecked", problem.Code);
        if (problem is not null) throw new ProblemException(problem);
        var found = (Found)executed.Outcome;
        if (found.Standing != Standing.Free) return (Names<Standing>.Of(found.Standing), string.Join(' ', found.Reasons.Select(Text)));
        return similar is [var first, ..]
            ? ("similar", $"{(first.Score / 10_000.0).ToString("0.00", CultureInfo.InvariantCulture)} {string.Join(' ', first.Reasons.Where(r => r.Points > 0).Select(r => r.Code))}")
            : ("free", "");
    }

    static string Text(Reason reason) => reason.Until is { } until
        ? $"{Names<Rule>.Of(reason.Rule)} until {until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}"
        : Names<Rule>.Of(reason.Rule);

    async Task WriteOldestAsync(char separator, CancellationToken cancel)
    {
        var (record, row, answer) = window.Dequeue();
        if (unflushed > FlushBytes || (!answer.IsCompleted && unflushed > 0))
        {
            unflushed = 0;
            await output.FlushAsync(cancel);
        }

        var (verdict, reason) = await answer;
        Write($"{record}{separator}{verdict}{separator}{reason}{separator}{string.Join(' ', row.Identifiers.SelectMany(Remarks))}\r\n");
    }

    /// <summary>Why an identifier was refused, decides nothing, or is odd; of an ordinary one there is nothing to say.</summary>
    static IEnumerable<string> Remarks(ReadIdentifier identifier) =>
        new[] { identifier.Refused, identifier.Weakness, identifier.Warning }.OfType<string>().Select(code => $"{IdentifierKinds.Name(identifier.Kind)}:{code}");

    /// <summary>Verdicts and reasons are words of ours without separators or quotes; records go back as they came.</summary>
    void Write(string line)
    {
        var bytes = Encoding.UTF8.GetByteCount(line);
        output.Advance(Encoding.UTF8.GetBytes(line, output.GetSpan(bytes)));
        unflushed += bytes;
    }
}
