using System.Reflection;
using Arbiter.Engine.Journal;

namespace Arbiter.Server.Tests.Operations;

/// <summary>A journal whose appends wait for the test, and which says when the engine has heard of their end.</summary>
public class StepwiseJournal : DispatchProxy
{
    IJournal inner = null!;

    public IJournal Journal => (IJournal)(object)this;

    public SemaphoreSlim Entered { get; } = new(0);

    public SemaphoreSlim Gate { get; } = new(0);

    public SemaphoreSlim Left { get; } = new(0);

    public static StepwiseJournal Over(IJournal inner)
    {
        var stepwise = (StepwiseJournal)(object)Create<IJournal, StepwiseJournal>();
        stepwise.inner = inner;
        return stepwise;
    }

    protected override object? Invoke(MethodInfo? method, object?[]? args) => method!.Name == nameof(IJournal.AppendAsync)
        ? Append((Batch)args![0]!, (Func<IReadOnlyList<LogRecord>, ValueTask<Batch>>)args[1]!)
        : method.Invoke(inner, args);

    Task<Appended> Append(Batch batch, Func<IReadOnlyList<LogRecord>, ValueTask<Batch>> rebase)
    {
        // Goes on with whoever awaits it, right away.
        var appended = new TaskCompletionSource<Appended>();
        _ = RunAsync();
        return appended.Task;

        async Task RunAsync()
        {
            Entered.Release();
            await Gate.WaitAsync();
            try
            {
                appended.SetResult(await inner.AppendAsync(batch, rebase, CancellationToken.None));
            }
            catch (Exception e)
            {
                appended.TrySetException(e);
            }

            Left.Release();
        }
    }
}
