using System.Collections.Immutable;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Roster;

namespace Arbiter.Domain.LookUps;

/// <summary>Says where a customer stands before anybody claims it. Changes nothing, and names no owner.</summary>
public static class LookUpDecider
{
    public static Decision Decide(RepId? asker, ImmutableArray<ClaimedKeyState> keys, DateTimeOffset now)
    {
        var customers = ClaimedKeyState.Customers(keys);
        if (customers.IsEmpty) return Decision.Nothing(new LookedUp(Standing.Free, now));
        if (customers.Length > 1) return Decision.Nothing(new LookedUp(Standing.SeveralCustomers, now));

        var customer = customers[0];
        var at = customer.LastAt > now ? customer.LastAt : now;
        // The end of protection is told as it is at this instant; that it is not in the log yet is no business of the asker's.
        if (customer.Ownership is { } ownership && !(ownership.ProtectedUntil <= at))
        {
            var yours = ownership.Rep == asker;
            return Decision.Nothing(new LookedUp(yours ? Standing.Yours : Standing.Held, at)
            {
                Customer = yours ? customer.Id : null,
                ProtectedUntil = ownership.ProtectedUntil,
            });
        }

        return Decision.Nothing(new LookedUp(Standing.Pool, at) { Customer = customer.Id, ClaimableFrom = customer.ClaimableFrom });
    }
}
