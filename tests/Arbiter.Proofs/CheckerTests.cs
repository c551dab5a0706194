using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs;

/// <summary>The checker itself, on histories small enough to see by eye what is wrong with them.</summary>
public sealed class CheckerTests
{
    static readonly Guid A = new("00000000-0000-0000-0000-00000000000a");
    static readonly Guid B = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void Overlapping_calls_may_be_ordered_either_way() => Assert.Null(Linearizability.Refute(
    [
        Claim("held-first", "ann", 1, 0, 10, "held", A, "bob", 1),
        Claim("granted-later", "bob", 1, 5, 9, "granted", A, "bob", 1),
        Release("back", "bob", A, 6, 20, "accepted", 1),
        Claim("again", "ann", 1, 11, 30, "granted", A, "ann", 2),
    ]));

    [Fact]
    public void Two_owners_are_refuted() => Assert.NotNull(Linearizability.Refute(
        [Claim("1", "ann", 1, 0, 10, "granted", A, "ann", 1), Claim("2", "bob", 1, 5, 15, "granted", B, "bob", 1)]));

    [Fact]
    public void A_refusal_that_names_a_former_owner_is_refuted() => Assert.NotNull(Linearizability.Refute(
    [
        Claim("1", "ann", 1, 0, 10, "granted", A, "ann", 1),
        Release("2", "ann", A, 11, 20, "accepted", 1),
        Claim("3", "bob", 1, 21, 30, "held", A, "ann", 1),
    ]));

    [Fact]
    public void A_look_up_that_is_behind_is_refuted() => Assert.NotNull(Linearizability.Refute(
    [
        Claim("1", "ann", 1, 0, 10, "granted", A, "ann", 1),
        Claim("2", "bob", 1, 11, 20, "free", null, null, 0) with { Act = Act.LookUp },
    ]));

    [Fact]
    public void Half_of_a_claim_is_refuted() => Assert.NotNull(Linearizability.Refute(
    [
        Claim("1", "ann", 1, 0, 10, "granted", A, "ann", 1) with { Keys = [1, 2] },
        Claim("2", "bob", 2, 11, 20, "granted", B, "bob", 1),
    ]));

    [Fact]
    public void What_came_back_late_may_have_happened_early() => Assert.Null(Linearizability.Refute(
    [
        Claim("unsure", "ann", 1, 0, long.MaxValue, "granted", A, "ann", 1),
        Claim("2", "bob", 1, 11, 20, "held", A, "ann", 1),
    ]));

    static Operation Claim(string id, string rep, int key, long called, long returned, string kind, Guid? customer, string? owner, int epoch) => new()
    {
        Id = id,
        Client = 0,
        Act = Act.Claim,
        Rep = rep,
        Keys = [key],
        Called = called,
        Returned = returned,
        Fate = Fate.Answered,
        Answer = new Answer(200, kind, customer, owner, epoch),
    };

    static Operation Release(string id, string rep, Guid customer, long called, long returned, string kind, int epoch) => new()
    {
        Id = id,
        Client = 0,
        Act = Act.Release,
        Rep = rep,
        Customer = customer,
        Called = called,
        Returned = returned,
        Fate = Fate.Answered,
        Answer = new Answer(200, kind, customer, null, epoch),
    };
}
