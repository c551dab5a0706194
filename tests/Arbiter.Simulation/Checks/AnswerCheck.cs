using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Model;
using Arbiter.Simulation.Workload;

namespace Arbiter.Simulation.Checks;

/// <summary>
/// Holds every answer against the log position that it names: what the rules answer there, word for word. As positions are in real-time order too (no answer
/// stands before what anybody had been told when it was asked for), this is linearizability, refusals and look-ups included.
/// </summary>
sealed partial class AnswerCheck(World world)
{
    readonly Dictionary<(RequestKey, UInt128), Executed> remembered = [];

    NaiveModel Model => world.Model;

    public void Check(Operation operation, Executed answer)
    {
        if (!answer.Replayed)
        {
            Promise.Keep(
                answer.Seq >= operation.Floor, Promise.OneOwner,
                () => $"{operation} was answered as of {answer.Seq}, when {operation.Floor} had been told before it was asked");
        }

        if (operation.Request is { } request && !world.Clients.IsForgotten(operation)) CheckRequest(operation, request, answer);
        switch (answer.Outcome)
        {
            case Ruling ruling: CheckRuling(operation, ruling, answer); break;
            case Found found: CheckLookUp(operation, (LookUp)operation.Command, found, answer); break;
            case Accepted accepted: CheckAccepted(operation, accepted, answer); break;
            case Rejected { Why: Rejection.RequestKeyReused }: break;
            // It does not tell when it was decided; that it is the kept one has been checked.
            case Rejected when answer.Replayed: break;
            case Rejected rejected: CheckRejected(operation, rejected.Why, answer.Seq); break;
        }
    }

    /// <summary>P3: every answer to a request is the first one, and it is kept.</summary>
    void CheckRequest(Operation operation, Request request, Executed answer)
    {
        var kept = world.Store.FindRequest(request.Key);
        if (answer.Outcome is Rejected { Why: Rejection.RequestKeyReused })
        {
            world.Coverage.Count("request key reused");
            Promise.Keep(kept is { } other && other.Digest != request.Digest, Promise.SameRuling, () => $"{operation} was refused as another request's");
            return;
        }

        if (!request.Stands(answer.Outcome))
        {
            Promise.Keep(
                kept is not { } done || !StandsAfter(operation, answer.Seq, done.Seq), Promise.SameRuling,
                () => $"{operation} was rejected as of {answer.Seq}, and had been answered before: {kept}");
            return;
        }

        if (answer.Replayed) world.Coverage.Count("replayed");
        if (!remembered.TryGetValue((request.Key, request.Digest), out var first)) remembered.Add((request.Key, request.Digest), first = answer);
        Promise.Keep(
            Same(first.Outcome, answer.Outcome) && first.Seq == answer.Seq, Promise.SameRuling,
            () => $"{operation} was answered twice:\n  {first}\n  {answer}");
        Promise.Keep(
            kept is { } row && row.Digest == request.Digest && row.Seq == answer.Seq && row.Outcome == OutcomeJson.Write(answer.Outcome), Promise.SameRuling,
            () => $"{operation} was answered {answer}, but {kept} is kept for retries");
    }

    /// <summary>
    /// Some rejections are not kept, and may come before the answer that is; not after it. At the same position they come after it when what happened there is its own doing:
    /// one without events may have been kept at any moment until the next event.
    /// </summary>
    bool StandsAfter(Operation operation, long rejected, long kept) => rejected > kept
        || (rejected == kept && kept > 0 && world.Store.Log[(int)kept - 1] is var last && last.Actor == operation.Command.Actor && last.Type != "ownershipExpired");

    static bool Same(Outcome one, Outcome other) => one.GetType() == other.GetType() && OutcomeJson.Write(one) == OutcomeJson.Write(other);

    void CheckRuling(Operation operation, Ruling ruling, Executed answer)
    {
        // A grant is held against what was so before it.
        var granted = ruling.Verdict == Verdict.Granted;
        var seq = granted ? answer.Seq - 1 : answer.Seq;
        var (verdict, reasons, about) = operation.Command switch
        {
            ClaimCustomer c => Model.Expect(c, ruling.At, seq),
            ClaimFromPool c => FromPool(c, ruling.At, seq),
            _ => throw new InvalidOperationException($"{operation} was answered by a ruling"),
        };
        Must(verdict == ruling.Verdict && reasons.SequenceEqual(ruling.Reasons), Promise.OneOwner, operation, answer, $"is {verdict} for {string.Join(", ", reasons)}");
        CheckMarked(operation, (operation.Command as ClaimCustomer)?.Keys ?? [], ruling.Marked, answer);
        if (granted) about = ruling.Customer;
        Must(about == ruling.Customer, Promise.OneOwner, operation, answer, $"is about {about}");
        var scope = (operation.Command as ClaimCustomer)?.Scope ?? Model.Customer(((ClaimFromPool)operation.Command).Customer, answer.Seq)!.Scope;
        Must(ruling.PolicyVersion == Model.Policy(scope, answer.Seq)!.Version, Promise.OneOwner, operation, answer, "names a policy that was not in force");
        world.Coverage.Count("ruling " + Names<Verdict>.Of(verdict));
        if (reasons.Any(r => r.Rule == Domain.Claims.Rule.Similar)) world.Coverage.Count("ruling similar " + Names<Verdict>.Of(verdict));
        CheckInstant(operation, ruling.At, answer, About(operation, ruling, answer.Seq));
        if (ruling.Customer is { } customer) CheckOwnership(operation, ruling, answer, customer);
    }

    (Verdict, System.Collections.Immutable.ImmutableArray<Reason>, CustomerId?) FromPool(ClaimFromPool claim, DateTimeOffset at, long seq)
    {
        var id = Model.Survivor(claim.Customer, seq);
        var customer = Model.Customer(id, seq) ?? throw new PromiseBrokenException(Promise.OneOwner, $"ruled on {claim.Customer}, which is not there");
        var (verdict, reason) = Model.Expect(claim, customer, at, seq);
        return (verdict, [reason], verdict == Verdict.NotEligible ? null : id);
    }

    /// <summary>The customers whose last events the ruling must not be dated before: with several, all of them.</summary>
    CustomerId[] About(Operation operation, Ruling ruling, long seq) =>
        ruling.Customer is not { } id ? [] : operation.Command is ClaimCustomer claim ? [id, .. Model.Meant(claim.Keys, seq)] : [id];

    void CheckOwnership(Operation operation, Ruling ruling, Executed answer, CustomerId id)
    {
        var customer = Model.Customer(id, answer.Seq)!;
        Must(
            ruling.Owner == customer.Owner && ruling.Epoch == customer.Epoch && ruling.ProtectedUntil == customer.Until
            && ruling.OwnedSince == (customer.Owner is null ? null : customer.Since),
            Promise.OneOwner, operation, answer, $"names an owner who did not hold it: {customer}");
        var rep = operation.Command is ClaimCustomer c ? c.Rep : ((ClaimFromPool)operation.Command).Rep;
        if (ruling.Verdict is Verdict.Granted or Verdict.AlreadyYours)
        {
            if (operation.Command is not ClaimCustomer claim) return;
            var meant = Model.Meant(claim.Keys, answer.Seq);
            if (meant.Count == 0) return;
            if (meant.Count == 1) CheckKeys(operation, claim, answer, id);
            else CheckProposed(operation, meant, answer);
            return;
        }

        Must(
            customer.ConflictOpen && customer.Refused.TryGetValue(rep, out var party) && party.Verdict == ruling.Verdict
            && ruling.Conflict == new Domain.Conflicts.ConflictId(id, customer.Epoch),
            Promise.ConflictRecorded, operation, answer, $"stands in no conflict: {customer}");
    }

    /// <summary>Two customers of one owner to whom a claim led: a person has been asked, or has answered.</summary>
    void CheckProposed(Operation operation, List<CustomerId> meant, Executed answer)
    {
        foreach (var other in meant.Skip(1))
        {
            var (keeper, with) = meant[0].CompareTo(other) < 0 ? (meant[0], other) : (other, meant[0]);
            var kept = Model.Customer(keeper, answer.Seq)!;
            var so = kept.Proposed.Contains(with) || kept.Dismissed.Contains(with) || kept.Proposed.Count >= 16;
            Must(so, Promise.ConflictRecorded, operation, answer, $"proposes nothing for {keeper} and {with}");
        }
    }

    /// <summary>P4: whoever has the customer has all of the claim's hard keys.</summary>
    void CheckKeys(Operation operation, ClaimCustomer claim, Executed answer, CustomerId id)
    {
        foreach (var key in claim.Keys)
        {
            if (key.Strength == Domain.Keys.KeyStrength.Shared || Model.IsShared(key.Key, answer.Seq)) continue;
            var target = Model.Target(key.Key, answer.Seq);
            var so = target == id;
            Must(so, Promise.AllOrNothing, operation, answer, $"leaves key {key.Key} to {target}");
        }
    }

    /// <summary>Answers say which keys decided nothing only because somebody marked them.</summary>
    void CheckMarked(Operation operation, System.Collections.Immutable.ImmutableArray<ClaimedKey> keys, System.Collections.Immutable.ImmutableArray<int> told, Executed answer)
    {
        var marked = Enumerable.Range(0, keys.Length).Where(i => keys[i].Strength == Domain.Keys.KeyStrength.Hard && Model.IsShared(keys[i].Key, answer.Seq)).ToList();
        Must(told.SequenceEqual(marked), Promise.OneOwner, operation, answer, $"has [{string.Join(',', told)}] for marked keys instead of [{string.Join(',', marked)}]");
        if (marked.Count > 0) world.Coverage.Count("ruling with marked keys");
    }

    void CheckInstant(Operation operation, DateTimeOffset at, Executed answer, CustomerId[] about)
    {
        var last = about.Select(id => Model.Customer(id, answer.Seq)!.LastAt).DefaultIfEmpty().Max();
        Must(at >= last, Promise.OnTheInstant, operation, answer, $"is dated before the customer's last event at {last:O}");
        if (answer.Replayed) return;
        // Later than the clock only where the customer's last event is later than the clock.
        Must(at >= operation.Earliest && (at <= operation.Latest || at == last || about.Length == 0), Promise.OnTheInstant, operation, answer, "is dated when nobody's clock was");
    }

    static void Must(bool so, string promise, Operation operation, Executed answer, string why) =>
        Promise.Keep(so, promise, () => $"the answer to {operation} {why}\n  {operation.Command}\n  {answer}");
}
