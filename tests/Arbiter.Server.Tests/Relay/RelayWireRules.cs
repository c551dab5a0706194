using System.Buffers;
using System.Text.Json;
using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.FollowUps;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Roster;
using Arbiter.Domain.Transfers;
using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Relay;
using Request = Arbiter.Engine.Request;

namespace Arbiter.Server.Tests.Relay;

/// <summary>What a replica is asked is what the leader decides, and what the leader says is what the replica tells.</summary>
public sealed class RelayWireRules
{
    static readonly CustomerId Customer = new(new Guid("01a213d8-efa2-701f-bf4d-9f68e860977c"));
    static readonly RepId Rep = new("rep-01");
    static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_772_413_200_123);

    static readonly ClaimedKey Phone = new(new CustomerKey(Scope.Default, IdentifierKind.Phone, "+8613800000001"), KeyStrength.Hard);
    static readonly ClaimedKey Company = new(new CustomerKey(Scope.Default, IdentifierKind.Company, "北京\"某\"科技"), KeyStrength.Shared);

    public static IEnumerable<TheoryDataRow<Command>> Commands => Rows<Command>(
        new ClaimCustomer(Scope.Default, Rep, [Phone, Company], "web", "somebody") { Similar = [new SimilarCustomer(Customer, 8123, ["name", "phone"])] },
        new ClaimCustomer(Scope.Default, Rep, [], null, "somebody"),
        new LookUp(Scope.Default, Rep, [Company], "somebody") { Similar = [Customer] },
        new LookUp(new Scope("emea"), null, [Phone with { Key = Phone.Key with { Scope = new Scope("emea") } }], "somebody"),
        new ClaimFromPool(Customer, Rep, "somebody"),
        new RecordFollowUp(Customer, Rep, FollowUpKind.Meeting, Opportunity.Won, "somebody"),
        new RecordFollowUp(Customer, Rep, FollowUpKind.Note, null, "somebody"),
        new ReleaseCustomer(Customer, null, ReleaseReason.Duplicate, "somebody"),
        new ReleaseCustomer(Customer, Rep, ReleaseReason.NotStated, "somebody"),
        new TransferCustomer(Customer, Rep, TransferReason.RepLeft, "somebody"));

    public static IEnumerable<TheoryDataRow<Outcome>> Outcomes => Rows<Outcome>(
        new Domain.Claims.Ruling(Verdict.Held, [new Reason(Rule.Protected, At)], At, 3)
        {
            Customer = Customer,
            Owner = Rep,
            Epoch = 2,
            OwnedSince = At,
            ProtectedUntil = At,
            Marked = [1],
            Conflict = new ConflictId(Customer, 2),
        },
        new Accepted(At) { Customer = Customer, Counted = true },
        new Found(Standing.Held, [], At, 1) { LookUpsUsed = 1, LookUpsPerDay = 5, LookUpsResetAt = At },
        new Rejected(Rejection.NotOwner),
        new Rejected(Rejection.LookUpQuota, new Reason(Rule.DailyQuota, At, 5)));

    static IEnumerable<TheoryDataRow<T>> Rows<T>(params T[] all) => all.Select(one => new TheoryDataRow<T>(one));

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public void A_command_arrives_as_it_was_asked(Command command)
    {
        foreach (var request in (Request?[])[null, new Request(new RequestKey("caller", "key"), UInt128.MaxValue - 7), new Request(new RequestKey("caller", "key"), 7, AnewAfterRejection: true)])
        {
            var item = Written(json =>
            {
                CommandJson.Write(json, command);
                if (request is { } asked) CommandJson.Write(json, asked);
            });

            Assert.True(CommandJson.Knows(command));
            Assert.Equal(request, CommandJson.ReadRequest(item));
            Assert.Equivalent(command, CommandJson.Read(item), strict: true);
            Assert.Equal(command.GetType(), CommandJson.Read(item).GetType());
        }
    }

    [Fact]
    public void Every_kind_that_is_relayed_is_tried_here()
    {
        var kinds = typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)))
            .Where(t => CommandJson.Knows((Command)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)));

        Assert.Equal(kinds.Select(k => k.Name).Order(), Commands.Select(c => c.Data.GetType().Name).Distinct().Order());
    }

    [Theory]
    [InlineData("""{"kind":"claim","scope":"default","rep":"rep-01","keys":[]}""")]
    [InlineData("""{"actor":null,"kind":"claim","scope":"default","rep":"rep-01","keys":[]}""")]
    [InlineData("""{"actor":"a","kind":"claim","scope":"No scope","rep":"rep-01","keys":[]}""")]
    [InlineData("""{"actor":"a","kind":"claim","scope":"default","rep":"NO REP","keys":[]}""")]
    [InlineData("""{"actor":"a","kind":"claim","scope":"default","rep":"rep-01","keys":[["phone","hard"]]}""")]
    [InlineData("""{"actor":"a","kind":"claim","scope":"default","rep":"rep-01","keys":[["pigeon","hard","x"]]}""")]
    [InlineData("""{"actor":"a","kind":"claim","scope":"default","rep":"rep-01","keys":[["phone","hard",null]]}""")]
    [InlineData("""{"actor":"a","kind":"transfer","customer":"not an id","rep":"rep-01","why":"handover"}""")]
    [InlineData("""{"actor":"a","kind":"abolish"}""")]
    public void What_is_no_command_is_not_taken_for_one(string text)
    {
        using var document = JsonDocument.Parse(text);

        Assert.ThrowsAny<Exception>(() => CommandJson.Read(document.RootElement));
    }

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void An_answer_arrives_as_it_was_told(Outcome outcome)
    {
        foreach (var replayed in (bool[])[false, true])
        {
            var told = new Engine.Relay.Reply(new Executed(outcome, 42, replayed));

            Assert.Equivalent(told, Engine.Relay.Reply.Read(Written(told.Write)), strict: true);
        }
    }

    [Fact]
    public void A_fault_arrives_as_what_it_was()
    {
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.IsType<OverloadedException>(Arrived(new OverloadedException(TimeSpan.FromSeconds(3))).Fault).RetryAfter);
        Assert.Equal("why", Assert.IsType<UnavailableException>(Arrived(new UnavailableException("why", TimeSpan.Zero)).Fault).Message);
        Assert.Equal("why", Assert.IsType<UnstorableException>(Arrived(new UnstorableException("why")).Fault).Message);
        Assert.IsType<UnknownCommandException>(Arrived(new UnknownCommandException()).Fault);
        Assert.Equal(nameof(InvalidOperationException), Assert.IsType<UnavailableException>(Arrived(new InvalidOperationException("+8613800000001")).Fault).Message);
        Assert.True(Arrived(new UnavailableException("why", TimeSpan.Zero), unwell: true).IsUnwell);
        Assert.False(Arrived(new UnavailableException("why", TimeSpan.Zero)).IsUnwell);
    }

    static Engine.Relay.Reply Arrived(Exception fault, bool unwell = false) => Engine.Relay.Reply.Read(Written(new Engine.Relay.Reply(default, fault, unwell).Write));

    static JsonElement Written(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
