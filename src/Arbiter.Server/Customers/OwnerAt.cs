using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Queries;

namespace Arbiter.Server.Customers;

/// <summary>Who owned a customer at an instant, since when, and by which rule: read off the log (P9).</summary>
/// <param name="Owner">Null: nobody did.</param>
/// <param name="Rule">The rule of the last change at or before the instant; null before the customer's first.</param>
sealed record OwnerAt(DateTimeOffset At, RepId? Owner, int Epoch, DateTimeOffset? Since, Rule? Rule, long Seq)
{
    const int PageSize = 200;

    public static async Task<OwnerAt> FindAsync(IQueries queries, Customer customer, DateTimeOffset at, CancellationToken cancel)
    {
        // Protection that ended and was not swept yet has ended all the same (P5).
        if (customer.Ownership is { ProtectedUntil: { } end } && end <= at)
            return new OwnerAt(at, null, customer.Epoch, end, Domain.Claims.Rule.ProtectionEnded, 0);

        var from = long.MaxValue;
        while (true)
        {
            var page = await queries.HistoryAsync(customer.Id, from, PageSize, cancel);
            foreach (var record in page)
            {
                if (record.At > at) continue;
                var happened = EventReader.Read(record);
                // While it was merged, it was whoever's the other one was.
                if (happened is CustomersMerged merge && merge.Merged == customer.Id && await queries.FindCustomerAsync(merge.Into, cancel) is { } into)
                    return await FindAsync(queries, into.State, at, cancel);
                if (Change(happened) is { } change)
                    return new OwnerAt(at, change.Owner, change.Epoch, record.At, change.Rule, record.Seq);
            }

            if (page.Count == 0 || page[^1].Prev == 0) return new OwnerAt(at, null, 0, null, null, 0);
            from = page[^1].Prev;
        }
    }

    public static void WriteMembers(Utf8JsonWriter json, OwnerAt answer)
    {
        json.WriteTime("at"u8, answer.At);
        if (answer.Owner is { } owner) json.WriteString("owner"u8, owner.Value);
        json.WriteNumber("epoch"u8, answer.Epoch);
        if (answer.Since is { } since) json.WriteTime("since"u8, since);
        if (answer.Rule is { } rule) json.WriteString("rule"u8, Names<Rule>.Of(rule));
        if (answer.Seq > 0) json.WriteNumber("seq"u8, answer.Seq);
    }

    static (RepId? Owner, int Epoch, Rule Rule)? Change(DomainEvent happened) => happened switch
    {
        ClaimGranted e => (e.Rep, e.Epoch, e.Rule),
        OwnershipTransferred e => (e.To, e.Epoch, Domain.Claims.Rule.Transferred),
        OwnershipReleased e => (null, e.Epoch, Domain.Claims.Rule.Released),
        OwnershipExpired e => (null, e.Epoch, Domain.Claims.Rule.ProtectionEnded),
        CustomersMerged e when e.Passes != default => (e.Held?.Rep, e.Epoch, Domain.Claims.Rule.Merged),
        CustomerUnmerged e when e.Customer == e.Merged => (e.MergedHeld?.Rep, e.MergedEpoch, Domain.Claims.Rule.Unmerged),
        CustomerUnmerged e when e.Passes != default => (e.IntoHeld?.Rep, e.Epoch, Domain.Claims.Rule.Unmerged),
        _ => null,
    };
}
