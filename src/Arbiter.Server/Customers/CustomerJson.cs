using System.Text.Json;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Queries;
using Arbiter.Identity;

namespace Arbiter.Server.Customers;

/// <summary>A customer as the API shows it.</summary>
static class CustomerJson
{
    /// <summary>With identifiers in the clear: only for those who may see them.</summary>
    public static void WriteMembers(Utf8JsonWriter json, (CustomerDetails Details, DateTimeOffset Now) shown)
    {
        var customer = shown.Details.State;
        // Between the end of protection and the sweep, people see what a claim would: the pool.
        var owned = customer.Ownership is { } o && !(o.ProtectedUntil <= shown.Now) ? o : null;
        json.WriteString("customer"u8, customer.Id.Value);
        json.WriteString("scope"u8, customer.Scope.Value);
        var merger = customer.Ties.Merger;
        json.WriteString("status"u8, merger is not null ? "merged"u8 : owned is null ? "pool"u8 : "owned"u8);
        if (merger is not null)
        {
            json.WriteString("mergedInto"u8, merger.Into.Value);
            json.WriteTime("mergedAt"u8, merger.At);
        }

        if (owned is not null)
        {
            json.WriteString("owner"u8, owned.Rep.Value);
            json.WriteTime("ownedSince"u8, owned.Since);
            if (owned.ProtectedUntil is { } until) json.WriteTime("protectedUntil"u8, until);
        }
        else if (customer.ClaimableFrom is { } from)
        {
            json.WriteTime("claimableFrom"u8, from);
        }

        json.WriteNumber("epoch"u8, customer.Epoch);
        json.WriteString("opportunity"u8, Names<Opportunity>.Of(customer.Opportunity));
        if (customer.CurrentConflict is { ClosedAt: null } conflict) json.WriteString("conflict"u8, conflict.Id.ToString());
        if (!customer.Ties.Absorbed.IsEmpty)
        {
            json.WriteStartArray("merged"u8);
            foreach (var id in customer.Ties.Absorbed) json.WriteStringValue(id.Value);
            json.WriteEndArray();
        }

        WriteIdentifiers(json, shown.Details, masked: false);
    }

    /// <summary>A customer in the pool, for everybody: identifiers are masked.</summary>
    public static void WriteInPool(Utf8JsonWriter json, CustomerDetails details)
    {
        json.WriteStartObject();
        json.WriteString("customer"u8, details.State.Id.Value);
        if (details.State.ClaimableFrom is { } from) json.WriteTime("claimableFrom"u8, from);
        WriteIdentifiers(json, details, masked: true);
        json.WriteEndObject();
    }

    static void WriteIdentifiers(Utf8JsonWriter json, CustomerDetails details, bool masked)
    {
        json.WriteStartArray("identifiers"u8);
        foreach (var key in details.Keys) WriteIdentifier(json, key, masked, shared: false);
        foreach (var key in details.Mentions.Except(details.Keys)) WriteIdentifier(json, key, masked, shared: true);
        json.WriteEndArray();
    }

    static void WriteIdentifier(Utf8JsonWriter json, CustomerKey key, bool masked, bool shared)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, IdentifierKinds.Name(key.Kind));
        json.WriteString("value"u8, masked ? Mask.Of(key.Kind, key.Value) : key.Value);
        if (shared) json.WriteBoolean("shared"u8, true);
        json.WriteEndObject();
    }
}
