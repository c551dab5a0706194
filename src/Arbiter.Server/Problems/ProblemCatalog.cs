using Arbiter.Domain.Claims;

namespace Arbiter.Server.Problems;

/// <summary>Every problem that the API can answer with. Codes are listed in docs/API.md.</summary>
public static class ProblemCatalog
{
    public static Problem MalformedJson { get; } = new(
        400, "malformed-json", "The body is not valid JSON.", "Send one JSON object in UTF-8, without comments, nested at most 16 deep.");

    public static Problem UnknownField { get; } = new(
        400, "unknown-field", "The body has a field that is not known here.", "Remove it, or check its spelling against /openapi/v1.json.");

    public static Problem WrongType { get; } = new(
        400, "wrong-type", "A field has the wrong type or value.", "See /openapi/v1.json for what it takes.");

    public static Problem BodyTooLarge { get; } = new(413, "body-too-large", "The body is too large.", "Send less at a time.");

    public static Problem WrongContentType { get; } = new(
        415, "wrong-content-type", "The body is of a type that is not taken here.", "Send application/json (imports: text/csv).");

    public static Problem Unauthorized { get; } = new(
        401, "unauthorized", "A valid access token is needed.", "Send 'Authorization: Bearer <token>'. An admin issues tokens with POST /api/v1/tokens.");

    public static Problem Forbidden { get; } = new(
        403, "forbidden", "Your role may not do this.", "Ask somebody with another role; docs/API.md lists who may do what.");

    public static Problem NotFound { get; } = new(404, "not-found", "There is no such thing, or you may not see it.");

    public static Problem RequestKeyReused { get; } = new(
        422, "idempotency-key-reused", "This Idempotency-Key was used before, with another request.", "Use a new key for every new request.");

    public static Problem NoUsableIdentifier { get; } = new(
        422, "no-usable-identifier", "None of the identifiers can be used.",
        "Send at least one of: phone, email, company, creditCode, wechat, website.", "/identifiers");

    public static Problem RosterEmpty { get; } = new(
        422, "roster-empty", "There is no active rep to claim for.", "Add reps with PUT /api/v1/roster/reps/{rep}, or name one: ?rep=.");

    public static Problem Unstorable { get; } = new(
        422, "cannot-be-stored", "The database cannot keep what this brings.",
        "Nothing was done, and sending it again will not help. Send shorter or fewer values, or ask whoever runs this server: its log has the database's code for why.");

    public static Problem PreconditionRequired { get; } = new(
        428, "precondition-required", "Say which version you are changing.", "Send the ETag of your last GET as If-Match.");

    public static Problem PreconditionFailed { get; } = new(
        412, "precondition-failed", "Somebody changed it in the meantime.", "GET it again and apply your change to that.");

    public static Problem MissingField(string field) => new(422, "missing-field", "A field is missing.", null, field);

    public static Problem Invalid(string field, string what) => new(422, "invalid-value", "A value cannot be used.", what, field);

    public static Problem TooMany(string field, int most) => new(422, "too-many", "That is too much at once.", $"At most {most}.", field);

    public static Problem Overloaded(TimeSpan retryAfter) =>
        new(429, "overloaded", "Too much is going on.", "Nothing was done. Try again after Retry-After.") { RetryAfter = retryAfter };

    public static Problem Unavailable(string why, TimeSpan retryAfter) => new(
        503, "unavailable", "Arbiter cannot decide right now.", why + " Whether this request was carried out is open: send it again with the same Idempotency-Key.")
    { RetryAfter = retryAfter };

    /// <summary>The look-ups of the day are used up.</summary>
    public static Problem LookUpQuota(Reason quota, DateTimeOffset now) => new(
        429, "lookup-quota", "You have used up your look-ups of today.",
        $"{quota.Limit} a day; the next from {quota.Until:yyyy-MM-dd'T'HH:mm:ss'Z'} on. Claiming is not limited by it.")
    { RetryAfter = quota.Until - now };

    /// <summary>The answer that the same request got before; what it advises may have been done since.</summary>
    public static Problem Again(Problem problem) => problem with
    {
        Replayed = true,
        Detail = $"{problem.Detail} This is the first answer to this Idempotency-Key; to ask anew, send another key.".TrimStart(),
    };

    /// <summary>What to answer when a command was not carried out.</summary>
    public static Problem Of(Rejection why) => why switch
    {
        Rejection.UnknownCustomer or Rejection.NotOwner or Rejection.UnknownToken => NotFound,
        Rejection.NotOwned => new(409, "not-owned", "Nobody owns this customer now.", "It waits in the pool; claim it there."),
        Rejection.UnknownRep => Invalid("/to", "The roster has no such rep."),
        Rejection.InactiveRep => Invalid("/to", "This rep is not active."),
        Rejection.OwnerAlready => new(409, "owner-already", "This rep owns the customer already."),
        Rejection.HoldingsQuota => new(409, "holdings-quota", "This rep holds as many customers as the policy allows."),
        Rejection.VersionMismatch => PreconditionFailed,
        Rejection.UnknownTeam => Invalid("/team", "The roster has no such team. Add it first: PUT /api/v1/roster/teams/{team}."),
        Rejection.UnknownScope => Invalid("/scope", "There is no such scope. An admin opens one with PUT /api/v1/policies/{scope}."),
        Rejection.UnknownKey => NotFound,
        Rejection.TooManyMarked => new(409, "too-many-marked", "Too many keys that nobody has are marked as shared.", "Take back some that are out of use."),
        Rejection.LastAdminToken => new(
            409, "last-admin-token", "This is the last admin token that works; without it nobody could get in any more.",
            "Issue another one first: POST /api/v1/tokens with the role 'admin'. Then revoke this one."),
        Rejection.SameCustomer => Invalid("/into", "This is the same customer."),
        Rejection.OtherScope => Invalid("/into", "This customer belongs to another scope."),
        Rejection.AlreadyMerged => new(409, "already-merged", "One of the two is merged into another customer.", "GET it: mergedInto says which one to take instead."),
        Rejection.NotMerged => new(409, "not-merged", "This customer is not merged into another one."),
        Rejection.TooManyMerged => new(409, "too-many-merged", "Too many customers are merged here already."),
        Rejection.UnmergeTooLate => new(409, "unmerge-too-late", "The time in which this merge could be undone is over.", "The policy says how long: identity.unmergeDays."),
        Rejection.MergedAgain => new(409, "merged-again", "A later merge stands in the way.", "Undo that one first."),
        Rejection.RequestKeyReused => RequestKeyReused,
        Rejection.LookUpQuota => new(429, "lookup-quota", "You have used up your look-ups of today."),
        _ => new(409, "nothing-to-do", "There is nothing to do."),
    };
}
