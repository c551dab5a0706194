using Arbiter.Domain.Customers;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Queries;

namespace Arbiter.Server.Customers;

/// <summary>A customer and those merged into it, as people read them: one customer with several lines of history.</summary>
static class MergedLines
{
    /// <summary>The customer that whatever leads to <paramref name="customer"/> is led on to.</summary>
    public static async Task<Customer> SurvivorAsync(IQueries queries, Customer customer, CancellationToken cancel)
    {
        while (customer.Ties.Merger is { } merger && await queries.FindCustomerAsync(merger.Into, cancel) is { } into) customer = into.State;
        return customer;
    }

    /// <summary>
    /// Events of the customer and of all that are merged into it, newest first, from the one at or before <paramref name="from"/>; and where to go on, 0 at the end.
    /// </summary>
    public static async Task<(IReadOnlyList<LogRecord> Records, long Next)> HistoryAsync(
        IQueries queries, Customer customer, long from, int limit, CancellationToken cancel)
    {
        if (customer.Ties.Absorbed.IsEmpty)
        {
            var own = await queries.HistoryAsync(customer.Id, from, limit, cancel);
            return (own, own.Count > 0 ? own[^1].Prev : 0);
        }

        var lines = new List<LogRecord>();
        foreach (var line in await LinesAsync(queries, customer, cancel)) lines.AddRange(await queries.HistoryAsync(line, from, limit + 1, cancel));
        lines.Sort((a, b) => b.Seq.CompareTo(a.Seq));
        return lines.Count > limit ? (lines[..limit], lines[limit].Seq) : (lines, 0);
    }

    static async Task<List<CustomerId>> LinesAsync(IQueries queries, Customer customer, CancellationToken cancel)
    {
        var lines = new List<CustomerId> { customer.Id };
        foreach (var id in customer.Ties.Absorbed)
        {
            if (await queries.FindCustomerAsync(id, cancel) is { } merged) lines.AddRange(await LinesAsync(queries, merged.State, cancel));
        }

        return lines;
    }
}
