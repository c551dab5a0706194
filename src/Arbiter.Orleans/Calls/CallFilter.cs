using System.Diagnostics;
using Arbiter.Orleans.Grains;
using Arbiter.Orleans.Wire;
using Orleans;

namespace Arbiter.Orleans.Calls;

/// <summary>
/// Before a grain decides: a call whose caller no longer waits is not begun, so that a silo that was stopped for a while does not go on with what was given up long
/// ago; and the trace that began with the request goes on.
/// </summary>
sealed class CallFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not IDecidingGrain) return context.Invoke();
        if (context.Request.GetArgument(0) is Asked asked && asked.Deadline < OrleansParts.Time.GetUtcNow())
        {
            context.Result = new Told(default, Fault.Overloaded, RetryAfter: TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        }

        return CallContext.Activities.HasListeners() ? TracedAsync(context) : context.Invoke();
    }

    static async Task TracedAsync(IIncomingGrainCallContext context)
    {
        using var activity = CallContext.Activities.StartActivity("decide in silo", ActivityKind.Server, CallContext.Trace);
        await context.Invoke();
    }
}
