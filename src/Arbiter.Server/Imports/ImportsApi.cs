using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Arbiter.Server.Imports;

/// <summary>Imports: a CSV file in, one ruling a row out.</summary>
public static class ImportsApi
{
    const int MostBytes = 256 * 1024 * 1024;
    const int MostBytesInMemory = 1024 * 1024;
    const int MostLines = 1_000_000;

    public static void MapImports(this IEndpointRouteBuilder api) =>
        api.MapPost("/imports", ImportAsync).For(Role.Admin, Role.Manager, Role.Channel).RequireBatchPlace()
            .Describe("Import a CSV file of leads", "Streams one line of JSON (NDJSON) for each row, in row order, and a summary; see docs/API.md.")
            .WithMetadata(new SizeLimit(), new AcceptsMetadata(["text/csv", "application/octet-stream"], typeof(Stream)))
            .ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);

    static async Task ImportAsync(HttpContext http, Decisions decisions, ClaimReader reader, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var caller = Caller.Of(http);
        var problem = IsCsv(http.Request.ContentType) ? null : ProblemCatalog.WrongContentType;
        problem ??= http.Request.ContentLength > MostBytes ? ProblemCatalog.BodyTooLarge : null;
        problem ??= RequestKeys.Read(http, caller, default, out _);
        problem ??= ReadParameters(http, caller, decisions, out _, out _);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        // The whole file decides about its encoding, so it is kept while it comes in: small ones in memory, others in a file that goes with the request.
        http.Request.EnableBuffering(MostBytesInMemory, MostBytes);
        var encoding = await FileEncoding.DetectAsync(http.Request.Body, http.RequestAborted);
        http.Request.Body.Position = 0;
        using var text = new StreamReader(http.Request.Body, encoding.Encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true);
        var records = new RecordSplitter(text);
        if (encoding.LineBreaks > MostLines) problem = ProblemCatalog.TooMany("", MostLines) with { Field = null, Detail = $"At most {MostLines} lines in one file." };
        problem ??= ImportHeader.Read(records, out var header) ?? await RunAsync(http, records, header, encoding, decisions, reader, time, lifetime);
        if (problem is not null) await problem.WriteAsync(http);
    }

    static async Task<Problem?> RunAsync(
        HttpContext http, RecordSplitter records, ImportHeader header, FileEncoding encoding, Decisions decisions, ClaimReader reader, TimeProvider time,
        IHostApplicationLifetime lifetime)
    {
        var caller = Caller.Of(http);
        if (ReadParameters(http, caller, decisions, out var scope, out var rep) is { } problem) return problem;
        var reps = new RepChoice(decisions.Reference.Roster, rep);
        if (!reps.HasAnybody && !header.Columns.Contains(ImportColumn.Rep)) return ProblemCatalog.RosterEmpty;
        RequestKeys.Read(http, caller, default, out var request);

        // A server that stops ends the stream without a summary: whoever imports sends the file again.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = "application/x-ndjson";
        var run = new ImportRun(
            records, new RowReader(header, scope, rep, reps, caller, reader), new RowKeys(caller, request?.Key.Key), new RowOrder(() => decisions.Reference), new RowDecider(decisions, time), http.Response.BodyWriter);
        try
        {
            await run.RunAsync(encoding.Name, ending.Token);
        }
        catch (Exception)
        {
            // What was begun cannot be taken back; an end that looks like one would tell the sender that all is well.
            if (http.Response.HasStarted) http.Abort();
            throw;
        }

        return null;
    }

    static Problem? ReadParameters(HttpContext http, Caller caller, Decisions decisions, out Scope scope, out RepId? rep)
    {
        scope = Scope.Default;
        rep = null;
        var (scopes, reps) = (http.Request.Query["scope"], http.Request.Query["rep"]);
        if (scopes.Count > 0 && ClaimReader.ReadScope(scopes.ToString(), decisions.Reference, out scope) is { } badScope) return badScope.At("?scope");
        if (reps.Count == 0) return null;
        if (ClaimReader.ReadRep(reps.ToString(), caller, decisions.Reference, out var named) is { } badRep) return badRep.At("?rep");
        rep = named;
        return null;
    }

    internal static bool IsCsv(string? contentType)
    {
        if (contentType is null) return true;
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is var end and >= 0) type = type[..end];
        type = type.Trim();
        return type.Equals("text/csv", StringComparison.OrdinalIgnoreCase) || type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Lifts the server's limit for this endpoint alone.</summary>
    sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MostBytes;
    }
}
