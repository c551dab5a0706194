using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Roster;
using Arbiter.Identity;
using Arbiter.Identity.Phones;
using Arbiter.Server.Access;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Claims;

/// <summary>What became of one identifier of a claim: the key it stands for, or why it was left out.</summary>
/// <param name="Weakness">Why its key is shared: one of <see cref="WeaknessCodes"/>.</param>
/// <param name="Refused">One of <see cref="RefusalCodes"/>.</param>
public readonly record struct ReadIdentifier(
    int Index, IdentifierKind Kind, KeyStrength Strength, string? Warning, string? Weakness, string? Refused, NormalizedKey? Suggestion = null)
{
    /// <summary>The key that it came to, unless it was refused.</summary>
    public CustomerKey Key { get; init; }
}

/// <summary>A claim ready to be decided, and what is to be told about its identifiers.</summary>
public readonly record struct ReadClaim(ClaimCustomer Command, ImmutableArray<ReadIdentifier> Identifiers);

/// <summary>Turns a claim as sent into one that can be decided, at the edge: what is wrong with it is found here, field by field.</summary>
/// <param name="phones">How telephone numbers without a country code are read.</param>
public sealed class ClaimReader(PhoneRules phones)
{
    /// <summary>Null when <paramref name="claim"/> could be read; else the problem, with fields relative to the claim.</summary>
    public Problem? Read(ClaimBody body, Caller caller, Reference reference, out ReadClaim claim)
    {
        claim = default;
        if (ReadScope(body.Scope, reference, out var scope) is { } badScope) return badScope;
        if (ReadRep(body.Rep, caller, reference, out var rep) is { } badRep) return badRep;
        if (body.Channel is { } channel && !ShortName.IsValid(channel))
            return ProblemCatalog.Invalid("/channel", "A channel's short name: 1 to 64 of a-z, 0-9, '.', '_', '-'.");
        if (ReadKeys(body.Identifiers, scope, out var keys, out var identifiers) is { } badKeys) return badKeys;
        claim = new ReadClaim(new ClaimCustomer(scope, rep, keys, body.Channel, caller.Actor), identifiers);
        return null;
    }

    /// <summary>The keys that one identifier stands for, or why there are none.</summary>
    public Normalized Normalize(Identifier identifier) => Normalizer.Normalize(identifier, phones);

    public static Problem? ReadScope(string? text, Reference reference, out Scope scope)
    {
        scope = Scope.Default;
        if (text is null) return null;
        return Scope.TryParse(text, out scope) && reference.PolicyOf(scope) is not null
            ? null
            : ProblemCatalog.Invalid("/scope", "There is no such scope. An admin opens one with PUT /api/v1/policies/{scope}.");
    }

    /// <summary>Reps claim for themselves; the others say for whom.</summary>
    public static Problem? ReadRep(string? text, Caller caller, Reference reference, out RepId rep)
    {
        rep = caller.Rep ?? default;
        if (caller.Role == Role.Rep) return text is null || text == rep.Value ? null : ProblemCatalog.Forbidden.At("/rep");
        if (text is null) return ProblemCatalog.MissingField("/rep") with { Detail = "Say for which rep." };
        return RepId.TryParse(text, out rep) && reference.Find(rep) is not null
            ? null
            : ProblemCatalog.Invalid("/rep", "The roster has no such rep.");
    }

    /// <summary>Null, or what is wrong; <paramref name="identifiers"/> say what became of each also when none can be used.</summary>
    public Problem? ReadKeys(
        IdentifierBody?[]? bodies, Scope scope, out ImmutableArray<ClaimedKey> keys, out ImmutableArray<ReadIdentifier> identifiers)
    {
        keys = [];
        identifiers = [];
        if (bodies is null) return ProblemCatalog.MissingField("/identifiers");
        if (bodies.Length == 0) return ProblemCatalog.NoUsableIdentifier;
        if (bodies.Length > Limits.IdentifiersPerClaim) return ProblemCatalog.TooMany("/identifiers", Limits.IdentifiersPerClaim);
        var found = ImmutableArray.CreateBuilder<ClaimedKey>(bodies.Length);
        var told = ImmutableArray.CreateBuilder<ReadIdentifier>(bodies.Length);
        for (var i = 0; i < bodies.Length; i++)
        {
            if (bodies[i] is not { Kind: { } kindName, Value: { } value })
                return ProblemCatalog.MissingField($"/identifiers/{i}" + (bodies[i]?.Kind is null ? "/kind" : "/value"));
            if (!IdentifierKinds.TryParse(kindName, out var kind))
                return ProblemCatalog.Invalid($"/identifiers/{i}/kind", "One of: phone, email, company, creditCode, wechat, website.");
            ReadOne(i, new Identifier(kind, value), scope, found, told);
        }

        identifiers = told.DrainToImmutable();
        if (found.Count == 0) return WhyNone(identifiers);
        keys = Canonical(found);
        return null;
    }

    void ReadOne(
        int index, Identifier identifier, Scope scope, ImmutableArray<ClaimedKey>.Builder keys, ImmutableArray<ReadIdentifier>.Builder told)
    {
        var normalized = Normalize(identifier);
        if (normalized.Refusal is { } why) told.Add(new ReadIdentifier(index, identifier.Kind, default, null, null, why, normalized.Suggestion));
        foreach (var key in normalized.Keys)
        {
            var found = new CustomerKey(scope, key.Kind, key.Value);
            told.Add(new ReadIdentifier(index, key.Kind, key.Strength, key.Warning, key.Weakness, null) { Key = found });
            keys.Add(new ClaimedKey(found, key.Strength));
        }
    }

    static Problem WhyNone(ImmutableArray<ReadIdentifier> told) => ProblemCatalog.NoUsableIdentifier with
    {
        Field = $"/identifiers/{told[0].Index}/value",
        Detail = "Refused: " + string.Join(", ", told.Select(t => $"{t.Index} {t.Refused}")) + ".",
    };

    /// <summary>Sorted, each once, and few enough: one identifier can hold several numbers.</summary>
    static ImmutableArray<ClaimedKey> Canonical(ImmutableArray<ClaimedKey>.Builder keys)
    {
        if (keys.Count > 1) keys.Sort((a, b) => a.Key.CompareTo(b.Key));
        for (var i = keys.Count - 1; i > 0; i--)
        {
            if (keys[i].Key == keys[i - 1].Key) keys.RemoveAt(i);
        }

        while (keys.Count > 2 * Limits.IdentifiersPerClaim) keys.RemoveAt(keys.Count - 1);
        return keys.DrainToImmutable();
    }
}
