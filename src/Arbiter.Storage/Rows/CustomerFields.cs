using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Rows;

/// <summary>A row of <c>customers</c> as both databases hold it, and what it means.</summary>
readonly record struct CustomerFields(
    Guid Id, string Scope, string? Owner, int Epoch, DateTimeOffset? OwnedSince, DateTimeOffset? ProtectedUntil, DateTimeOffset? ClaimableFrom,
    int Opportunity, int KeyCount, string? FormerOwners, DateTimeOffset LastAt, long Version, string? Ties)
{
    public LoadedCustomer ToLoaded(Conflict? conflict, long conflictVersion)
    {
        var state = new Customer
        {
            Id = new CustomerId(Id),
            Scope = new Scope(Scope),
            Ownership = Owner is null ? null : new Ownership(new RepId(Owner), OwnedSince!.Value, ProtectedUntil),
            Epoch = Epoch,
            ClaimableFrom = ClaimableFrom,
            Opportunity = (Opportunity)Opportunity,
            FormerOwners = StateJson.FormerOwners(FormerOwners),
            KeyCount = KeyCount,
            Ties = TiesJson.Read(Ties),
            Conflict = conflict,
            // A refused claim writes the conflict's row only.
            LastAt = conflict is null ? LastAt : Instant.Later(LastAt, conflict.LastAt),
        };
        return new LoadedCustomer(state, Version, conflictVersion);
    }
}
