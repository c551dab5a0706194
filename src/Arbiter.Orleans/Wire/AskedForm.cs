using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Orleans;

namespace Arbiter.Orleans.Wire;

/// <summary>
/// A command between silos. One flat form for all that are sent, so that another version of the program, which knows further members, still reads those it knows.
/// The numbers are on the wire: add to them, never renumber.
/// </summary>
[GenerateSerializer, Alias("arbiter.asked")]
public struct AskedForm
{
    [Id(0)] public AskedKind Kind;
    [Id(1)] public string Actor;
    [Id(2)] public string? Scope;
    [Id(3)] public string? Rep;
    [Id(4)] public Guid Customer;
    [Id(5)] public KeyForm[]? Keys;
    [Id(6)] public string? Channel;
    [Id(7)] public SimilarForm[]? Similar;
    [Id(8)] public byte What;
    [Id(9)] public byte? Opportunity;
    [Id(10)] public string? RequestCaller;
    [Id(11)] public string? RequestKey;
    [Id(12)] public UInt128 RequestDigest;
    [Id(13)] public long DeadlineMs;
    [Id(14)] public bool AnewAfterRejection;
}

/// <summary>The commands that are sent.</summary>
public enum AskedKind : byte
{
    Claim = 1,
    FromPool = 2,
    LookUp = 3,
    FollowUp = 4,
    Release = 5,
    Transfer = 6,
}

/// <summary>A key with its strength; the scope is the command's.</summary>
[GenerateSerializer, Alias("arbiter.key")]
public record struct KeyForm([property: Id(0)] byte Kind, [property: Id(1)] string Value, [property: Id(2)] byte Strength);

/// <summary>A customer that the claim resembles, or that the asker is shown.</summary>
[GenerateSerializer, Alias("arbiter.similar")]
public record struct SimilarForm([property: Id(0)] Guid Customer, [property: Id(1)] int ScoreBp, [property: Id(2)] string[] Codes);

/// <summary>Writes commands for another silo and reads those of another. Used by Orleans, and only between silos.</summary>
[RegisterConverter]
public sealed class AskedConverter : IConverter<Asked, AskedForm>
{
    public AskedForm ConvertToSurrogate(in Asked value)
    {
        var form = Write(value.Command);
        form.DeadlineMs = value.Deadline.ToUnixTimeMilliseconds();
        if (value.Request is not { } request) return form;
        (form.RequestCaller, form.RequestKey, form.RequestDigest) = (request.Key.Caller, request.Key.Key, request.Digest);
        form.AnewAfterRejection = request.AnewAfterRejection;
        return form;
    }

    public Asked ConvertFromSurrogate(in AskedForm form) => new(
        Read(form),
        form.RequestKey is { } key ? new Request(new RequestKey(form.RequestCaller!, key), form.RequestDigest, form.AnewAfterRejection) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(form.DeadlineMs));

    static AskedForm Write(Command command) => command switch
    {
        ClaimCustomer c => new AskedForm
        {
            Kind = AskedKind.Claim,
            Actor = c.Actor,
            Scope = c.Scope.Value,
            Rep = c.Rep.Value,
            Keys = Write(c.Keys),
            Channel = c.Channel,
            Similar = [.. c.Similar.Select(s => new SimilarForm(s.Customer.Value, s.ScoreBp, [.. s.Codes]))],
        },
        LookUp c => new AskedForm
        {
            Kind = AskedKind.LookUp,
            Actor = c.Actor,
            Scope = c.Scope.Value,
            Rep = c.Rep?.Value,
            Keys = Write(c.Keys),
            Similar = [.. c.Similar.Select(s => new SimilarForm(s.Value, 0, []))],
        },
        ClaimFromPool c => new AskedForm { Kind = AskedKind.FromPool, Actor = c.Actor, Customer = c.Customer.Value, Rep = c.Rep.Value },
        RecordFollowUp c => new AskedForm
        {
            Kind = AskedKind.FollowUp,
            Actor = c.Actor,
            Customer = c.Customer.Value,
            Rep = c.Rep.Value,
            What = (byte)c.Kind,
            Opportunity = (byte?)c.Opportunity,
        },
        ReleaseCustomer c => new AskedForm { Kind = AskedKind.Release, Actor = c.Actor, Customer = c.Customer.Value, Rep = c.Rep?.Value, What = (byte)c.Reason },
        TransferCustomer c => new AskedForm { Kind = AskedKind.Transfer, Actor = c.Actor, Customer = c.Customer.Value, Rep = c.To.Value, What = (byte)c.Reason },
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not sent between silos"),
    };

    static Command Read(in AskedForm form)
    {
        var (customer, what) = (new CustomerId(form.Customer), form.What);
        return form.Kind switch
        {
            AskedKind.Claim => new ClaimCustomer(new Scope(form.Scope!), new RepId(form.Rep!), Keys(form), form.Channel, form.Actor)
            {
                Similar = [.. (form.Similar ?? []).Select(s => new SimilarCustomer(new CustomerId(s.Customer), s.ScoreBp, [.. s.Codes]))],
            },
            AskedKind.LookUp => new LookUp(new Scope(form.Scope!), RepOrNull(form), Keys(form), form.Actor)
            {
                Similar = [.. (form.Similar ?? []).Select(s => new CustomerId(s.Customer))],
            },
            AskedKind.FromPool => new ClaimFromPool(customer, new RepId(form.Rep!), form.Actor),
            AskedKind.FollowUp => new RecordFollowUp(customer, new RepId(form.Rep!), (FollowUpKind)what, (Opportunity?)form.Opportunity, form.Actor),
            AskedKind.Release => new ReleaseCustomer(customer, RepOrNull(form), (ReleaseReason)what, form.Actor),
            AskedKind.Transfer => new TransferCustomer(customer, new RepId(form.Rep!), (TransferReason)what, form.Actor),
            _ => throw new FormatException("Another silo asks what this version does not know."),
        };
    }

    static KeyForm[] Write(ImmutableArray<ClaimedKey> keys) =>
        [.. keys.Select(k => new KeyForm((byte)k.Key.Kind, k.Key.Value, (byte)k.Strength))];

    static ImmutableArray<ClaimedKey> Keys(AskedForm form)
    {
        var scope = new Scope(form.Scope!);
        return [.. form.Keys!.Select(k => new ClaimedKey(new CustomerKey(scope, (IdentifierKind)k.Kind, k.Value), (KeyStrength)k.Strength))];
    }

    static RepId? RepOrNull(in AskedForm form) => form.Rep is { } rep ? new RepId(rep) : null;
}
