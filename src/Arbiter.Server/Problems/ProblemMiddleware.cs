using Arbiter.Engine;
using Arbiter.Engine.Journal;

namespace Arbiter.Server.Problems;

/// <summary>
/// Turns what goes wrong into problem details, also where the framework would answer with a bare status. Faults are logged by type and place only: messages
/// can hold personal data.
/// </summary>
public sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null }) await OfStatus(http.Response.StatusCode).WriteAsync(http);
        }
        catch (ProblemException e)
        {
            await e.Problem.WriteAsync(http);
        }
        catch (OverloadedException e)
        {
            await ProblemCatalog.Overloaded(e.RetryAfter).WriteAsync(http);
        }
        catch (UnstorableException)
        {
            await ProblemCatalog.Unstorable.WriteAsync(http);
        }
        catch (UnavailableException e)
        {
            await ProblemCatalog.Unavailable(e.Message, e.RetryAfter).WriteAsync(http);
        }
        catch (BadHttpRequestException e)
        {
            await (e.StatusCode == 413 ? ProblemCatalog.BodyTooLarge : OfStatus(e.StatusCode)).WriteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer any more.
        }
        catch (Exception e)
        {
            log.LogError("{Fault} at {Place}", e.GetType().FullName, e.StackTrace?.Split('\n').FirstOrDefault()?.Trim());
            if (e is System.Data.Common.DbException or UnusableStoreException or TimeoutException or IOException)
                await ProblemCatalog.Unavailable("The store does not answer.", TimeSpan.FromSeconds(1)).WriteAsync(http);
            else
                await new Problem(500, "internal", "Something went wrong here.", "It is in the server's log.").WriteAsync(http);
        }
    }

    static Problem OfStatus(int status) => status switch
    {
        404 => ProblemCatalog.NotFound,
        405 => new Problem(405, "method-not-allowed", "This address does not take that method."),
        413 => ProblemCatalog.BodyTooLarge,
        415 => ProblemCatalog.WrongContentType,
        429 => ProblemCatalog.Overloaded(TimeSpan.FromSeconds(1)),
        _ => new Problem(status, "bad-request", "The request cannot be understood."),
    };
}
