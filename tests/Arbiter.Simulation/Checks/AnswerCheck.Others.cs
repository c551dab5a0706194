using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Events;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Arbiter.Simulation.Model;
using Arbiter.Simulation.Workload;

namespace Arbiter.Simulation.Checks;

/// <summary>Answers that are no rulings.</summary>
sealed partial class AnswerCheck
{
    void CheckLookUp(Operation operation, LookUp asked, Found told, Executed answer)
    {
        var meant = Model.Meant(asked.Keys, answer.Seq);
        var customer = meant.Count == 1 ? Model.Customer(meant[0], answer.Seq)! : null;
        var held = customer is { Owner: not null } && !(customer.Until <= told.At);
        var standing = meant.Count switch
        {
            0 => Standing.Free,
            > 1 => Standing.SeveralCustomers,
            _ => !held ? Standing.Pool : customer!.Owner == asked.Rep ? Standing.Yours : Standing.Held,
        };
        CheckMarked(operation, asked.Keys, told.Marked, answer);
        Must(told.Standing == standing, Promise.OneOwner, operation, answer, $"is {standing}");
        Must(told.ProtectedUntil == (held ? customer!.Until : null), Promise.OneOwner, operation, answer, "names a wrong end of protection");
        Must(told.Customer is null || told.Customer == meant[0], Promise.OneOwner, operation, answer, "names another customer");
        CheckInstant(operation, told.At, answer, customer is null ? [] : [meant[0]]);
        world.Coverage.Count("look-up " + Names<Standing>.Of(standing));
    }

    /// <summary>Whatever was accepted is the record at its position.</summary>
    void CheckAccepted(Operation operation, Accepted accepted, Executed answer)
    {
        Promise.Keep(answer.Seq > 0, Promise.Durable, () => $"{operation} was accepted before the log began");
        var record = world.Store.Log[(int)answer.Seq - 1];
        var so = (operation.Command, EventReader.Parse(record)) switch
        {
            (RecordFollowUp c, FollowUpRecorded e) => (e.Customer, e.Rep, e.Kind) == (Model.Survivor(c.Customer, answer.Seq), c.Rep, c.Kind)
                && (accepted.ProtectedUntil, accepted.Counted, accepted.Owner) == (e.ProtectedUntil, e.Counted, c.Rep),
            (ReleaseCustomer c, OwnershipReleased e) => e.Customer == Model.Survivor(c.Customer, answer.Seq) && (c.Rep ?? e.Rep) == e.Rep && accepted.ClaimableFrom == e.ClaimableFrom,
            (TransferCustomer c, OwnershipTransferred e) => (e.Customer, e.To, accepted.Owner, accepted.Epoch) == (Model.Survivor(c.Customer, answer.Seq), c.To, c.To, e.Epoch),
            (MergeCustomers c, CustomersMerged e) => (e.Customer, e.Into, e.Merged, accepted.Owner) == (c.Into, c.Into, c.Merged, e.Held?.Rep),
            (UnmergeCustomer c, CustomerUnmerged e) => (e.Customer, e.Merged, accepted.Owner) == (c.Customer, c.Customer, e.MergedHeld?.Rep),
            (MarkKey c, KeyMarked e) => (e.Kind, e.Shared) == (c.Key.Kind, c.Shared) && Model.IsShared(c.Key, answer.Seq) == c.Shared,
            (MarkKey c, KeyMarkedInAdvance e) => (e.Scope, e.Kind, e.Shared) == (c.Key.Scope, c.Key.Kind, c.Shared) && Model.IsShared(c.Key, answer.Seq) == c.Shared,
            (DismissSharing c, SharingDismissed e) => (e.Kind, e.Others) == (c.Key.Kind, c.Others) && Model.DismissedAt(c.Key, answer.Seq) == c.Others,
            (ProposeMerge c, MergeProposed e) => e.Rep is null && e.Evidence == c.Evidence && ((e.Customer, e.With) == (c.One, c.Other) || (e.Customer, e.With) == (c.Other, c.One)),
            (DismissProposal c, MergeDismissed e) => (e.Customer, e.With) == (c.Customer, c.With),
            (EndProtection c, OwnershipExpired e) => e.Customer == c.Customer,
            (WriteRepeats c, RepeatsCounted e) => e.Customer == c.Customer,
            (ChangePolicy c, PolicyChanged e) => (e.Policy.Version, e.Policy.Scope, accepted.Version) == (c.Expected + 1, c.Policy.Scope, c.Expected + 1),
            (PutRep c, RepChanged e) => (e.Rep, e.Active) == (c.Rep.Id, c.Rep.Active),
            (PutTeam c, TeamChanged e) => e.Team == c.Team.Id,
            (IssueToken c, TokenIssued e) => e.Token == c.Token.Id,
            (RevokeToken c, TokenRevoked e) => e.Token == c.TokenId,
            _ => false,
        };
        Must(so && record.Actor == operation.Command.Actor, Promise.Durable, operation, answer, $"is not what the log has: {record}");
        var about = record.Customer is { } id ? new[] { id } : [];
        Must(about.Length == 0 || Model.Customer(about[0], answer.Seq)!.Epoch == accepted.Epoch || operation.Command is WriteRepeats, Promise.OneOwner, operation, answer, "has a wrong epoch");
        CheckInstant(operation, accepted.At, answer, about);
        if (operation.Command is UnmergeCustomer unmerge && !answer.Replayed)
        {
            var merger = Model.Customer(unmerge.Customer, answer.Seq - 1)!;
            var days = Model.Policy(merger.Scope, answer.Seq)!.Identity.UnmergeDays;
            Must(operation.Earliest <= merger.Parting!.At.AddDays(days), Promise.OnTheInstant, operation, answer, "came too late");
        }

        world.Coverage.Count("accepted " + operation.Command.GetType().Name);
    }

    void CheckRejected(Operation operation, Rejection why, long seq)
    {
        var so = operation.Command switch
        {
            ClaimCustomer c => why == Rejection.UnknownScope && Model.Policy(c.Scope, seq) is null,
            ClaimFromPool c => why == Rejection.UnknownCustomer && Model.Customer(c.Customer, seq) is null,
            RecordFollowUp c => OnCustomer(c.Customer, seq, why, Rejection.NotOwner, customer => customer.Owner != c.Rep, follow: true),
            ReleaseCustomer c => why == Rejection.NotOwner
                ? Model.Customer(Model.Survivor(c.Customer, seq), seq) is { Owner: { } owner } && owner != c.Rep
                : OnCustomer(c.Customer, seq, why, Rejection.NotOwned, customer => customer.Owner is null, follow: true),
            TransferCustomer c => IsTransferRejected(c, why, seq),
            MergeCustomers c => IsMergeRejected(c, why, seq),
            UnmergeCustomer c => IsUnmergeRejected(c, why, seq, operation.Latest),
            MarkKey c => why == Rejection.UnknownKey
                ? Model.Target(c.Key, seq) is null && !Model.IsShared(c.Key, seq) && (!c.Shared || c.IfProposed)
                : why == Rejection.NothingToDo && (Model.IsShared(c.Key, seq) == c.Shared || c.IfProposed && !Model.IsProposed(c.Key, c.Others, seq)),
            DismissSharing c => why == Rejection.UnknownKey
                ? Model.Target(c.Key, seq) is null
                : why == Rejection.NothingToDo && !Model.IsProposed(c.Key, c.Others, seq),
            ProposeMerge c => IsProposalRejected(c, why, seq),
            DismissProposal c => OnCustomer(c.Customer, seq, why, Rejection.NothingToDo, customer => !customer.Proposed.Contains(c.With)),
            LookUp c => why == Rejection.UnknownScope ? Model.Policy(c.Scope, seq) is null : IsLookUpRejected(c, why, seq, operation),
            EndProtection c => OnCustomer(
                c.Customer, seq, why, Rejection.NothingToDo, customer => customer.Owner is null || customer.Until is null || customer.Until > operation.Earliest),
            WriteRepeats c => OnCustomer(c.Customer, seq, why, Rejection.NothingToDo, _ => true),
            ChangePolicy c => why == Rejection.VersionMismatch && (Model.Policy(c.Policy.Scope, seq)?.Version ?? 0) != c.Expected,
            PutRep c => why == Rejection.UnknownTeam && c.Rep.Team is not null,
            RevokeToken => why == Rejection.UnknownToken,
            _ => false,
        };
        Promise.Keep(so, Promise.OneOwner, () => $"{operation} was rejected for {why}, which was not so at {seq}: {operation.Command}");
        world.Coverage.Count("rejected " + Names<Rejection>.Of(why));
    }

    /// <summary>Whichever of the clocks it saw, the quota was used up.</summary>
    bool IsLookUpRejected(LookUp c, Rejection why, long seq, Operation operation) =>
        why == Rejection.LookUpQuota && c.Rep is { } rep && Model.Policy(c.Scope, seq)!.Quotas.LookUpsPerDay is > 0 and var most
        && (Model.LookUpsAt(c.Scope, rep, operation.Earliest, seq) >= most || Model.LookUpsAt(c.Scope, rep, operation.Latest, seq) >= most);

    bool IsMergeRejected(MergeCustomers c, Rejection why, long seq)
    {
        var (into, merged) = (Model.Customer(c.Into, seq), Model.Customer(c.Merged, seq));
        return why switch
        {
            Rejection.UnknownCustomer => into is null || merged is null,
            Rejection.SameCustomer => c.Into == c.Merged,
            Rejection.OtherScope => into!.Scope != merged!.Scope,
            Rejection.AlreadyMerged => into!.MergedInto is not null || merged!.MergedInto is not null,
            Rejection.TooManyMerged => into!.Absorbed.Count >= 16 || merged!.Absorbed.Count > 0,
            _ => false,
        };
    }

    bool IsProposalRejected(ProposeMerge c, Rejection why, long seq)
    {
        var (one, other) = (Model.Customer(c.One, seq), Model.Customer(c.Other, seq));
        var (keeper, with) = c.One.CompareTo(c.Other) < 0 ? (one, c.Other) : (other, c.One);
        return why switch
        {
            Rejection.UnknownCustomer => one is null || other is null,
            Rejection.SameCustomer => c.One == c.Other,
            Rejection.OtherScope => one!.Scope != other!.Scope,
            Rejection.AlreadyMerged => one!.MergedInto is not null || other!.MergedInto is not null,
            Rejection.NothingToDo => keeper!.Proposed.Contains(with) || keeper.Dismissed.Contains(with) || keeper.Proposed.Count >= 16,
            _ => false,
        };
    }

    bool IsUnmergeRejected(UnmergeCustomer c, Rejection why, long seq, DateTimeOffset latest)
    {
        var merged = Model.Customer(c.Customer, seq);
        return why switch
        {
            Rejection.UnknownCustomer => merged is null,
            Rejection.NotMerged => merged is { MergedInto: null },
            Rejection.UnmergeTooLate => latest > merged!.Parting!.At.AddDays(Model.Policy(merged.Scope, seq)!.Identity.UnmergeDays),
            Rejection.MergedAgain => Model.Customer(merged!.MergedInto!.Value, seq) is { } into && (into.MergedInto is not null || into.Absorbed[^1] != c.Customer),
            _ => false,
        };
    }

    bool OnCustomer(CustomerId id, long seq, Rejection why, Rejection other, Func<ModelCustomer, bool> so, bool follow = false) =>
        Model.Customer(follow ? Model.Survivor(id, seq) : id, seq) is { } customer ? why == other && so(customer) : why == Rejection.UnknownCustomer;

    bool IsTransferRejected(TransferCustomer c, Rejection why, long seq)
    {
        var customer = Model.Customer(Model.Survivor(c.Customer, seq), seq);
        return why switch
        {
            Rejection.UnknownCustomer => customer is null,
            Rejection.UnknownRep => Model.IsActive(c.To, seq) is null,
            Rejection.InactiveRep => Model.IsActive(c.To, seq) == false,
            Rejection.NotOwned => customer is { Owner: null },
            Rejection.OwnerAlready => customer?.Owner == c.To,
            Rejection.HoldingsQuota => Model.Policy(customer!.Scope, seq)!.Quotas.Holdings is > 0 and var most && Model.Quota(customer.Scope, c.To, seq).Holdings >= most,
            _ => false,
        };
    }
}
