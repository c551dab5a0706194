using Arbiter.Domain.Claims;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;
using Arbiter.Engine.Journal;
using Arbiter.LoadTests.Engine;

namespace Arbiter.LoadTests.Tests.Engine;

/// <summary>The journal in memory keeps the promises of every journal; what it measures would mean nothing otherwise.</summary>
public class MemoryJournalTests
{
    static readonly DateTimeOffset start = new(2026, 3, 2, 1, 2, 3, TimeSpan.Zero);
    static readonly RepId lin = new("lin.wei"), zhao = new("zhao_min");

    readonly MemoryJournal journal = new(TimeProvider.System);
    readonly CustomerId id = new(Guid.CreateVersion7());

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static CustomerKey Phone(string value) => new(Scope.Default, IdentifierKind.Phone, value);

    static Customer Owned(CustomerId id) => new() { Id = id, Scope = Scope.Default, Ownership = new(lin, start, start.AddDays(7)), Epoch = 1, KeyCount = 1, LastAt = start };

    static Conflict ConflictOf(CustomerId id, int repeats = 0) =>
        new(new(id, 1), lin, start, start.AddHours(1), [new Party(zhao, Verdict.Held, 1, start, start, repeats)], 0);

    static Claimant ClaimantOf(int holdings) => new(new ClaimantId(Scope.Default, lin)) { Holdings = holdings };

    static Batch FirstClaim(LogHead on, CustomerId id, string phone)
    {
        var batch = new Batch { Expected = on };
        batch.Events.Add(new("claimGranted", id, start, "lin.wei", """{"epoch":1}""", 0, -1));
        batch.Customers.Add(new(Owned(id), 0, 0));
        batch.Keys.Add(new(Phone(phone), id));
        return batch;
    }

    Task<Appended> AppendAsync(Batch batch) => journal.AppendAsync(batch, _ => throw new InvalidOperationException("Nobody else wrote."), Stop);

    async Task<LogHead> FillAsync()
    {
        var batch = FirstClaim(LogHead.Empty, id, "1");
        batch.Conflicts.Add(new(ConflictOf(id, repeats: 3), Scope.Default, 0, 0));
        batch.Claimants.Add(new(ClaimantOf(1), 0, 0));
        batch.Requests.Add(new(new("token", "a"), 1, "first", 0, start.AddDays(1)));
        batch.Policies.Add(Policy.DefaultFor(Scope.Default) with { Quotas = new() { Holdings = 3 } });
        return (await AppendAsync(batch)).Head;
    }

    Task<Loaded> LoadAllAsync() => journal.LoadAsync(
        new LoadRequest { Keys = { Phone("1"), Phone("2") }, Claimants = { new(Scope.Default, lin) }, Requests = { new("token", "a") } }, Stop);

    [Fact]
    public async Task Records_are_numbered_chained_and_read_back()
    {
        var head = await FillAsync();
        head = (await AppendAsync(FirstClaim(head, new(Guid.CreateVersion7()), "2"))).Head;

        var records = await journal.ReadAsync(0, 10, Stop);
        Assert.Equal([1L, 2], records.Select(record => record.Seq));
        Assert.True(HashChain.Follows(LogHead.Empty.Hash, records[0]) && HashChain.Follows(records[0].Hash, records[1]));
        Assert.Equal([2L], (await journal.ReadAsync(1, 10, Stop)).Select(record => record.Seq));
        Assert.Equal([1L], (await journal.ReadAsync(0, 1, Stop)).Select(record => record.Seq));
        Assert.Empty(await journal.ReadAsync(2, 10, Stop));
        Assert.Equal((2L, records[1].Hash), (head.Seq, head.Hash));
        Assert.Equal(head, (await journal.OpenAsync(Stop)).Head);
    }

    [Fact]
    public async Task Rows_come_back_with_the_version_of_their_last_event_and_only_what_the_log_knows()
    {
        await FillAsync();
        var loaded = await LoadAllAsync();
        Assert.Equal([(Phone("1"), id)], loaded.Keys.Select(entry => (entry.Key, entry.Value)));
        var customer = loaded.Customers[id];
        Assert.Equal((1L, 1L), (customer.Version, customer.ConflictVersion));
        Assert.Equal((0, start.AddHours(1)), (customer.State.Conflict!.Find(zhao)!.Repeats, customer.State.LastAt));
        Assert.Equal(new LoadedClaimant(ClaimantOf(1), 1), loaded.Claimants.Values.Single());
        Assert.Equal(new LoadedRequest(1, "first", 1), loaded.Requests.Values.Single());
        Assert.Equal(3, (await journal.LoadReferenceAsync(Stop)).PolicyOf(Scope.Default)!.Quotas.Holdings);
    }

    [Theory]
    [InlineData("customers", 0)]
    [InlineData("customers", 77)]
    [InlineData("conflicts", 0)]
    [InlineData("conflicts", 77)]
    [InlineData("claimants", 0)]
    [InlineData("claimants", 77)]
    [InlineData("keys", 0)]
    [InlineData("absent", 0)]
    [InlineData("absentRequests", 0)]
    [InlineData("requests", 0)]
    [InlineData("policies", 0)]
    public async Task A_row_that_is_not_as_expected_refuses_the_whole_batch(string table, long expected)
    {
        var head = await FillAsync();
        var batch = FirstClaim(head, new(Guid.CreateVersion7()), "2");
        // Was written before the fence, and must be as it was afterwards.
        if (table != "claimants")
            batch.Claimants.Add(new(ClaimantOf(2), 1, 0));
        switch (table)
        {
            case "customers": batch.Customers.Add(new(Owned(id), expected, 0)); break;
            case "conflicts": batch.Conflicts.Add(new(ConflictOf(id), Scope.Default, expected, 0)); break;
            case "claimants": batch.Claimants.Add(new(ClaimantOf(2), expected, 0)); break;
            case "keys": batch.Keys.Add(new(Phone("1"), batch.Customers[0].State.Id)); break;
            case "absent": batch.Absent.Add(Phone("1")); break;
            case "absentRequests": batch.AbsentRequests.Add(new("token", "a")); break;
            case "requests": batch.Requests.Add(new(new("token", "a"), 2, "second", 0, start)); break;
            case "policies": batch.Policies.Add(Policy.DefaultFor(Scope.Default)); break;
        }

        var fenced = await Assert.ThrowsAsync<FencedException>(() => AppendAsync(batch));

        Assert.Equal(table switch { "absent" => "keys", "absentRequests" => "requests", _ => table }, fenced.Table);
        Assert.Equal(head, (await journal.OpenAsync(Stop)).Head);
        Assert.Single(await journal.ReadAsync(0, 10, Stop));
        var loaded = await LoadAllAsync();
        Assert.Equal([Phone("1")], loaded.Keys.Keys);
        Assert.Equal(new LoadedClaimant(ClaimantOf(1), 1), loaded.Claimants.Values.Single());
        Assert.Equal("first", loaded.Requests.Values.Single().Outcome);
        Assert.Equal(2, (await AppendAsync(FirstClaim(head, new(Guid.CreateVersion7()), "2"))).Head.Seq);
    }

    [Fact]
    public async Task A_key_is_bound_once_also_within_a_batch()
    {
        var batch = FirstClaim(LogHead.Empty, id, "1");
        batch.Keys.Add(new(Phone("1"), new(Guid.CreateVersion7())));
        Assert.Equal("keys", (await Assert.ThrowsAsync<FencedException>(() => AppendAsync(batch))).Table);
        Assert.Empty((await LoadAllAsync()).Keys);
    }

    [Fact]
    public async Task A_batch_that_was_decided_on_an_older_head_is_shown_what_came_since()
    {
        var head = await FillAsync();
        var seen = new List<long>();
        var appended = await journal.AppendAsync(FirstClaim(LogHead.Empty, new(Guid.CreateVersion7()), "2"), tail =>
        {
            seen.AddRange(tail.Select(record => record.Seq));
            return ValueTask.FromResult(FirstClaim(head, new(Guid.CreateVersion7()), "3"));
        }, Stop);
        Assert.Equal([1L], seen);
        Assert.Equal(2, appended.Head.Seq);
        Assert.Empty((await journal.LoadAsync(new LoadRequest { Keys = { Phone("2") } }, Stop)).Keys);
    }

    [Fact]
    public async Task What_is_due_and_what_has_expired_is_found()
    {
        await FillAsync();
        Assert.Empty(await journal.DueAsync(start.AddDays(7).AddMilliseconds(-1), 10, Stop));
        Assert.Equal([id], await journal.DueAsync(start.AddDays(7), 10, Stop));
        Assert.Equal(0, await journal.ForgetRequestsAsync(start, 10, Stop));
        Assert.Equal(1, await journal.ForgetRequestsAsync(start.AddDays(1), 10, Stop));
        Assert.Empty((await LoadAllAsync()).Requests);
    }
}
