using Arbiter.Domain.Customers;

namespace Arbiter.Server.Merging;

/// <summary>Names a proposal to merge by its pair: the customer that keeps it and the other one, written <c>{customer}.{with}</c>.</summary>
readonly record struct ProposalId(CustomerId Customer, CustomerId With)
{
    public static bool TryParse(string? text, out ProposalId id)
    {
        id = default;
        if (text?.Split('.') is not [var one, var other] || !CustomerId.TryParse(one, out var customer) || !CustomerId.TryParse(other, out var with)) return false;
        id = new ProposalId(customer, with);
        return true;
    }

    public override string ToString() => $"{Customer}.{With}";
}
