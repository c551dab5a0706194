using System.Net;
using System.Net.Http.Headers;
using Arbiter.LoadTests.Load;
using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Setup;
using NBomber.CSharp;
using Response = NBomber.Contracts.Response<object>;

namespace Arbiter.LoadTests.Bombing;

/// <summary>Sends the requests of a workload with HttpClient, from any number of threads, and tells it what became of each.</summary>
sealed class HttpClaims : IDisposable
{
    static readonly MediaTypeHeaderValue json = new("application/json");

    readonly IWorkload workload;
    readonly Uri[] addresses;
    readonly HttpClient http;
    readonly Lock telling = new();
    long lastTicket = -1;

    /// <summary>Prepares to send as the channel of a session, to all its servers in turn, over so many connections at most.</summary>
    public HttpClaims(Session session, IWorkload workload, int connections, TimeSpan timeout)
    {
        this.workload = workload;
        addresses = [.. session.Targets.Select(target => new Uri(target.Address, workload.Path))];
        // Who finds every connection busy waits, and the wait counts.
        http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Math.Max(1, connections / addresses.Length), UseProxy = false })
        {
            Timeout = timeout,
        };
        http.DefaultRequestHeaders.Authorization = new("Bearer", session.ChannelToken);
    }

    /// <summary>Sends the next request. A failed answer has the name of its <see cref="Failure"/> for a status.</summary>
    public async Task<Response> SendAsync()
    {
        var ticket = Interlocked.Increment(ref lastTicket);
        try
        {
            using var answer = await http.PostAsync(addresses[ticket % addresses.Length], BodyOf(ticket));
            var body = await answer.Content.ReadAsByteArrayAsync();
            return answer.IsSuccessStatusCode
                ? Answered(ticket, answer.StatusCode, body)
                : Lost(ticket, FailureMeaning.OfStatus((int)answer.StatusCode), $"HTTP {(int)answer.StatusCode}");
        }
        catch (OperationCanceledException)
        {
            return Lost(ticket, Failure.Timeout, "no complete answer in time");
        }
        catch (HttpRequestException cause)
        {
            return Lost(ticket, cause.HttpRequestError == HttpRequestError.ConnectionError ? Failure.Connect : Failure.Closed, cause.Message);
        }
    }

    public void Dispose() => http.Dispose();

    ByteArrayContent BodyOf(long ticket)
    {
        // Its own for each request: one that timed out may still be read.
        var body = new byte[workload.MaxRequestBytes];
        return new(body, 0, workload.WriteBody(ticket, body)) { Headers = { ContentType = json } };
    }

    Response Answered(long ticket, HttpStatusCode status, byte[] body)
    {
        lock (telling)
        {
            return workload.Answered(ticket, body)
                ? NBomber.CSharp.Response.Ok(statusCode: $"{(int)status}", sizeBytes: body.Length)
                : NBomber.CSharp.Response.Fail(statusCode: nameof(Failure.BadBody), message: "not what the API promises", sizeBytes: body.Length);
        }
    }

    Response Lost(long ticket, Failure failure, string message)
    {
        lock (telling)
            workload.Lost(ticket, failure);
        return NBomber.CSharp.Response.Fail(statusCode: $"{failure}", message: message);
    }
}
