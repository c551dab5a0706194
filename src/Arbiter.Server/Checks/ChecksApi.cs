using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Similarity;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Imports;
using Arbiter.Server.LookUps;
using Arbiter.Server.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Arbiter.Server.Checks;

/// <summary>Bulk checks: a file in, the same file with a verdict on each row out. Nothing is claimed; each row that is looked up is a look-up.</summary>
public static class ChecksApi
{
    const int MostRows = 20_000;
    const int MostBytes = 32 * 1024 * 1024;
    const int MostBytesInMemory = 1024 * 1024;

    public static void MapChecks(this IEndpointRouteBuilder api) =>
        api.MapPost("/checks", CheckAsync).For(Role.Rep, Role.Manager, Role.Admin).RequireBatchPlace()
            .Describe("Check a CSV file of leads", "Gives the file back with a verdict and a reason on each row; claims nothing. See docs/API.md.")
            .WithMetadata(new SizeLimit(), new AcceptsMetadata(["text/csv", "application/octet-stream"], typeof(Stream)))
            .ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);

    static async Task CheckAsync(HttpContext http, Decisions decisions, ClaimReader reader, LookUpDesk desk, IHostApplicationLifetime lifetime)
    {
        var caller = Caller.Of(http);
        var problem = ImportsApi.IsCsv(http.Request.ContentType) ? null : ProblemCatalog.WrongContentType;
        problem ??= http.Request.ContentLength > MostBytes ? ProblemCatalog.BodyTooLarge : null;
        var scope = Scope.Default;
        problem ??= ClaimReader.ReadScope(Query.Single(http, "scope"), decisions.Reference, out scope)?.At("?scope");
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        http.Request.EnableBuffering(MostBytesInMemory, MostBytes);
        var encoding = await FileEncoding.DetectAsync(http.Request.Body, http.RequestAborted);
        var policy = decisions.Reference.PolicyOf(scope)!;
        var file = new CheckFile(http.Request.Body, encoding, scope, reader);
        var thresholds = new SimilarityThresholds(policy.Identity.HoldBp, policy.Identity.WarnBp);
        List<CheckedRow> rows = [];
        // Reading waits for a disk at most, and comparing takes seconds: neither belongs on the thread that serves the connection.
        problem = await Task.Run(() => file.Read(thresholds, MostRows, http.RequestAborted, out rows), http.RequestAborted);
        if (problem is not null)
        {
            await problem.WriteAsync(http);
            return;
        }

        // A server that stops ends the file before its last row.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = "text/csv; charset=utf-8";
        try
        {
            await new CheckRun(file, rows, policy, caller, desk, http.Response.BodyWriter).RunAsync(ending.Token);
        }
        catch (Exception)
        {
            // An end that looks like one would tell the sender that all is well.
            if (http.Response.HasStarted) http.Abort();
            throw;
        }
    }

    /// <summary>Lifts the server's limit for this endpoint alone.</summary>
    sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MostBytes;
    }
}
