namespace Arbiter.Domain.Keys;

/// <summary>How much a key says about who the customer is.</summary>
public enum KeyStrength : byte
{
    /// <summary>Identifies one customer: two claims that share it reach for the same one.</summary>
    Hard = 1,

    /// <summary>May belong to several customers (a switchboard, a brand name, a site): never blocks alone.</summary>
    Shared = 2,
}
