using Arbiter.LoadTests.Measuring;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Load;

/// <summary>
/// Offers load on one thread over a fixed number of connections. In the open model a request that finds every connection busy
/// waits, and its wait counts: latency runs from the planned instant. One that still waits when its step ends is sent within the next
/// second, for the same reason; what waits longer than that counts as not sent.
/// </summary>
/// <param name="targets">Where to: servers of one store, over which connections are spread evenly.</param>
/// <param name="connectionCount">Keep-alive connections.</param>
/// <param name="workload">What to send.</param>
/// <param name="timeout">How long an answer may take.</param>
public sealed class Generator(IReadOnlyList<Target> targets, int connectionCount, IWorkload workload, TimeSpan timeout) : IDisposable
{
    const long TickNs = 10_000_000;
    const long OverdueNs = 1_000_000_000;

    readonly long timeoutNs = (long)timeout.TotalMicroseconds * 1000;
    readonly ConnectionPool pool = new(targets, connectionCount, workload.MaxRequestBytes);
    Measurement measurement = null!;
    long startNs, endNs, stepsBeforeNs, nextTicket;
    int inFlight;
    bool closedModel;

    /// <summary>Runs one step to its end and adds what was measured. Returns early when stopped.</summary>
    /// <param name="step">The step.</param>
    /// <param name="rateBeforePerSecond">Where a ramp starts; requests a second.</param>
    /// <param name="into">Where figures are added.</param>
    /// <param name="stop">Ends the step.</param>
    /// <param name="maxRequests">No more requests than this.</param>
    public void Run(LoadStep step, double rateBeforePerSecond, Measurement into, CancellationToken stop, long maxRequests = long.MaxValue)
    {
        var schedule = step is KeepConstant ? null : Schedule.For(step, rateBeforePerSecond);
        Begin(step, into);
        var lastNs = schedule is null ? endNs : endNs + OverdueNs;
        var count = Math.Min(schedule?.Count ?? long.MaxValue, maxRequests);
        long next = 0, lastTickNs = startNs;
        while (!stop.IsCancellationRequested)
        {
            var nowNs = Clock.NowNs;
            if (nowNs >= lastNs || (nowNs >= endNs && next == count))
                break;
            var waitNs = TickNs;
            while (next < count && pool.HasFree && nowNs < lastNs)
            {
                var dueNs = schedule is null ? nowNs : startNs + schedule.PlannedAtNs(next);
                if (dueNs > nowNs)
                {
                    waitNs = Math.Min(waitNs, dueNs - nowNs);
                    break;
                }
                next++;
                Send(pool.Take(), dueNs, nowNs);
                nowNs = Clock.NowNs;
            }
            if (inFlight == 0 && (next == count || nowNs >= endNs))
                break;
            lastTickNs = Turn(Math.Min(waitNs, lastNs - nowNs), nowNs, lastTickNs);
        }
        Drain(stop);
        // A closed step plans nothing: what it began is its plan. One that ran out of requests lasted only as long as they did.
        measurement.Planned += schedule is null ? next : count;
        measurement.Fail(Failure.NotSent, schedule is null ? 0 : count - next);
        var lastedNs = Math.Min(Clock.NowNs, endNs) - startNs;
        measurement.Elapsed += schedule is null ? TimeSpan.FromMicroseconds(lastedNs / 1000.0) : step.During;
        stepsBeforeNs += endNs - startNs;
    }

    /// <inheritdoc />
    public void Dispose() => pool.Dispose();

    void Begin(LoadStep step, Measurement into)
    {
        stepsBeforeNs = ReferenceEquals(measurement, into) ? stepsBeforeNs : 0;
        measurement = into;
        closedModel = step is KeepConstant;
        pool.Open(Math.Min(connectionCount, (step as KeepConstant)?.Copies ?? connectionCount));
        startNs = Clock.NowNs;
        endNs = startNs + (long)step.During.TotalMicroseconds * 1000;
    }

    long Turn(long waitNs, long nowNs, long lastTickNs)
    {
        var ready = pool.Wait(waitNs);
        for (var index = 0; index < ready; index++)
            OnReady(pool.Ready(index));
        if (nowNs - lastTickNs < TickNs)
            return lastTickNs;
        Tick(nowNs);
        return nowNs;
    }

    void Drain(CancellationToken stop)
    {
        // Answers still under way are awaited: they are latencies and rulings, but not throughput of the step.
        for (var lastTickNs = Clock.NowNs; inFlight > 0 && !stop.IsCancellationRequested;)
            lastTickNs = Turn(TickNs, Clock.NowNs, lastTickNs);
        foreach (var connection in pool.InFlight)
            Fail(connection, Failure.Timeout);
    }

    void Send(Connection connection, long dueNs, long nowNs)
    {
        if (!connection.TryOpen())
        {
            measurement.Fail(Failure.Connect);
            workload.Lost(nextTicket++, Failure.Connect);
            pool.RestAfterRefusal(connection, nowNs);
            return;
        }
        var ticket = nextTicket++;
        var length = workload.Write(ticket, connection.RequestBuffer);
        inFlight++;
        measurement.Sent++;
        measurement.SentOverTime.Add(stepsBeforeNs + nowNs - startNs, workload.ClaimsPerRequest);
        if (!connection.Send(length, ticket, dueNs, nowNs))
            Fail(connection, Failure.Closed);
    }

    void OnReady(Connection connection)
    {
        if (!connection.IsOpen)
            return;
        switch (connection.OnReady())
        {
            case Progress.Answered:
                Answer(connection);
                break;
            case Progress.Closed when !connection.InFlight:
                measurement.ClosedWhileIdle++;
                connection.Close();
                break;
            case var ended and not Progress.Waiting:
                Fail(connection, ended == Progress.Closed ? Failure.Closed : Failure.Malformed);
                break;
        }
    }

    void Answer(Connection connection)
    {
        var nowNs = Clock.NowNs;
        var head = connection.Parser.Head;
        inFlight--;
        connection.Finish();
        if (head.Status is >= 200 and < 300)
        {
            measurement.Latency.Record(nowNs - connection.PlannedAtNs);
            if (workload.Answered(connection.Ticket, connection.Body))
                CountAnswer(nowNs);
            else
                measurement.Fail(Failure.BadBody);
        }
        else
        {
            var failure = FailureMeaning.OfStatus(head.Status);
            measurement.Fail(failure);
            workload.Lost(connection.Ticket, failure);
        }
        if (head.Close)
            connection.Close();
        // Only a copy of the closed model can wait as it was told; the plan of the open model does not bend.
        if (closedModel && head.RetryAfterSeconds > 0)
            pool.RestAsTold(connection, nowNs, head.RetryAfterSeconds);
        else
            pool.Free(connection);
    }

    void CountAnswer(long nowNs)
    {
        measurement.Answered++;
        if (nowNs > endNs)
            return;
        measurement.AnsweredInTime++;
        measurement.AnsweredOverTime.Add(stepsBeforeNs + nowNs - startNs, workload.ClaimsPerRequest);
    }

    void Fail(Connection connection, Failure failure)
    {
        var wasInFlight = connection.InFlight;
        connection.Close();
        if (!wasInFlight)
            return;
        inFlight--;
        measurement.Fail(failure);
        if (failure == Failure.Timeout)
            measurement.Latency.Record(Clock.NowNs - connection.PlannedAtNs);
        workload.Lost(connection.Ticket, failure);
        pool.Free(connection);
    }

    void Tick(long nowNs)
    {
        foreach (var connection in pool.InFlight)
        {
            if (nowNs - connection.SentAtNs > timeoutNs)
                Fail(connection, Failure.Timeout);
        }
        pool.Wake(nowNs);
    }
}
