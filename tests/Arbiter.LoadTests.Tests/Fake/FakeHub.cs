using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace Arbiter.LoadTests.Tests.Fake;

public sealed class FakeHub(FakeStore store) : Hub
{
    public async IAsyncEnumerable<IReadOnlyList<FakeEvent>> Events(long after, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var page = store.After(after, 500);
            if (page.Count > 0)
            {
                yield return page;
                after = page[^1].Seq;
            }
            else
                await Task.Delay(20, stop);
        }
    }
}
