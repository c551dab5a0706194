namespace Arbiter.Testing;

/// <summary>A clock that stands until a test moves it. Timers that come due go off on the way, in order, at their instants.</summary>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<FakeTimer> timers = [];
    DateTimeOffset now = start;

    public FakeClock()
        : this(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that wait: lets a test see that somebody went to sleep before it moves the clock.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (gate) return timers.Count(t => t.Due is not null);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock forward, timers included.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetUtcNow() + by;
        while (TakeDue(target) is { } timer) timer.Ring();
        lock (gate)
        {
            if (now < target) now = target;
        }
    }

    /// <summary>Sets the wall clock, forward or back, as an administrator or a time service might. No timer goes off.</summary>
    public void JumpTo(DateTimeOffset to)
    {
        lock (gate)
        {
            var by = to - now;
            now = to.ToUniversalTime();
            // Timers count time that passes; they know nothing of the wall clock.
            foreach (var timer in timers) timer.Due += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        lock (gate) timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    FakeTimer? TakeDue(DateTimeOffset target)
    {
        lock (gate)
        {
            var next = timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            if (next is null) return null;
            if (next.Due > now) now = next.Due.Value;
            next.Due = next.Period > TimeSpan.Zero ? now + next.Period : null;
            return next;
        }
    }

    sealed class FakeTimer(FakeClock clock, Action ring) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (!clock.timers.Contains(this)) return false;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
            }

            if (dueTime == TimeSpan.Zero) clock.Advance(TimeSpan.Zero);
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
