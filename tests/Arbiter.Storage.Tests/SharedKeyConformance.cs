using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Domain.Policies;
using Arbiter.Engine.Journal;

namespace Arbiter.Storage.Tests;

/// <summary>What stores keep of keys that several customers may share, whichever the database.</summary>
public abstract class SharedKeyConformance
{
    static readonly CustomerKey Desk = Sample.Phone("13800000000");
    static readonly Sharing Unsaid = default;
    static readonly Sharing Marked = new(true);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    /// <summary>Of characters that no compression makes fewer, in the longest scope: as a customer's own, as one that is seen with it, and as one that is shared.</summary>
    [Fact]
    public async Task The_longest_keys_are_kept()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var scope = new Scope(new string('s', 32));
        var (own, seen, shared) = (Longest(1), Longest(2), Longest(3));
        var batch = Sample.On(head);
        var id = batch.FirstClaim("13800000001");
        batch.Keys.Add(new KeyRow(own, id));
        batch.Mentions.Add(new Mention(seen, id, Elsewhere: false));
        batch.Event(null, type: "keyMarkedInAdvance");
        batch.Marks.Add(new KeyMark(shared, null, Unsaid, Marked));
        await AppendAsync(store, batch);

        var found = (await store.Queries.FindCustomerAsync(id, Cancel))!;
        Assert.Contains(own, found.Keys);
        Assert.Equal([seen], found.Mentions);
        Assert.Equal([shared], (await store.Journal.LoadReferenceAsync(Cancel)).SharedKeys);

        CustomerKey Longest(int seed)
        {
            var random = new Random(seed);
            return new CustomerKey(scope, IdentifierKind.Company, string.Concat(Enumerable.Range(0, Limits.KeyBytes / 3).Select(_ => (char)random.Next(0x4E00, 0x9FFF))));
        }
    }

    [Fact]
    public async Task Mentions_are_kept_once_and_shown_with_their_customer()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var site = new CustomerKey(Scope.Default, IdentifierKind.Website, "group.cn");
        var batch = Sample.On(head);
        var (one, other) = (batch.FirstClaim("13800000001"), batch.FirstClaim("13800000002"));
        batch.Mentions.AddRange([new Mention(site, one, false), new Mention(site, one, false), new Mention(site, other, false), new Mention(Sample.Phone("13800000001"), other, true)]);
        head = await AppendAsync(store, batch);
        batch = Sample.On(head);
        batch.Event(one, prev: 1);
        batch.Mentions.Add(new Mention(site, one, false));
        await AppendAsync(store, batch);

        Assert.Equal([site], (await store.Queries.FindCustomerAsync(one, Cancel))!.Mentions);
        Assert.Equal([site], (await store.Queries.FindCustomerAsync(other, Cancel))!.Mentions);
    }

    [Fact]
    public async Task Of_a_key_the_newest_customers_are_kept()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var ids = Enumerable.Range(0, Limits.MentionsPerKey + 3).Select(_ => Sample.NewId()).Order().ToList();
        var other = Sample.Phone("13800000009");
        // The oldest come last, and in batches that reach the limit, pass it, and begin beyond it.
        foreach (var some in ids.AsEnumerable().Reverse().Chunk(Limits.MentionsPerKey - 1))
        {
            var batch = Sample.On(head);
            batch.Event(null);
            foreach (var id in some) batch.Mentions.Add(new Mention(Desk, id, true));
            batch.Mentions.Add(new Mention(other, some[0], true));
            head = await AppendAsync(store, batch);
        }

        Assert.Equal((Limits.MentionsPerKey, 2), (await store.Queries.CountOthersAsync(Desk, Cancel), await store.Queries.CountOthersAsync(other, Cancel)));
        Assert.Equal(0, await store.Queries.CountOthersAsync(Desk with { Scope = new Scope("east") }, Cancel));
        var late = Sample.On(head);
        late.Event(null);
        var newest = Sample.NewId();
        late.Mentions.Add(new Mention(Desk, ids[0], true));
        late.Mentions.Add(new Mention(Desk, newest, false));
        await AppendAsync(store, late);
        Assert.Equal(Limits.MentionsPerKey - 1, await store.Queries.CountOthersAsync(Desk, Cancel));
    }

    [Fact]
    public async Task Keys_seen_with_many_others_are_found_until_somebody_says_what_they_are()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var desk = batch.FirstClaim(Desk.Value);
        for (var i = 1; i <= 3; i++) batch.Mentions.Add(new Mention(Desk, batch.FirstClaim($"1380000000{i}"), true));
        batch.Mentions.Add(new Mention(Sample.Phone("13800000001"), desk, true));
        head = await AppendAsync(store, batch);

        var found = Assert.Single(await store.Queries.CommonKeysAsync(Scope.Default, 2, 10, Cancel));
        Assert.Equal((Desk, desk, 3), (found.Key, found.Customer, found.Others));
        Assert.Equal(2, (await store.Queries.CommonKeysAsync(Scope.Default, 1, 10, Cancel)).Count);
        Assert.Empty(await store.Queries.CommonKeysAsync(new Scope("east"), 1, 10, Cancel));

        head = await MarkAsync(store, head, new KeyMark(Desk, desk, Unsaid, new Sharing(false, 3)));
        Assert.Empty(await store.Queries.CommonKeysAsync(Scope.Default, 2, 10, Cancel));
        batch = Sample.On(head);
        batch.Mentions.Add(new Mention(Desk, batch.FirstClaim("13800000004"), true));
        head = await AppendAsync(store, batch);
        Assert.Equal(4, Assert.Single(await store.Queries.CommonKeysAsync(Scope.Default, 2, 10, Cancel)).Others);

        await MarkAsync(store, head, new KeyMark(Desk, desk, new Sharing(false, 3), new Sharing(true, 3)));
        Assert.Empty(await store.Queries.CommonKeysAsync(Scope.Default, 2, 10, Cancel));
    }

    [Fact]
    public async Task A_marked_key_says_so_and_counts_no_more_until_that_is_taken_back()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim(Desk.Value);
        head = await AppendAsync(store, batch);
        Assert.Equal(Unsaid, await SaidAsync(store));

        head = await MarkAsync(store, head, new KeyMark(Desk, id, Unsaid, Marked));
        Assert.Equal(Marked, await SaidAsync(store));
        Assert.Empty((await store.Queries.FindCustomerAsync(id, Cancel))!.Keys);
        Assert.Empty(await store.Queries.AllKeyCountsAsync(Cancel).ToListAsync(Cancel));

        // Said and taken back in one batch is as never said.
        head = await MarkAsync(store, head, new KeyMark(Desk, id, Marked, Unsaid), new KeyMark(Desk, id, Unsaid, Marked));
        Assert.Equal(Marked, await SaidAsync(store));
        head = await MarkAsync(store, head, new KeyMark(Desk, id, Marked, new Sharing(false, 5)), new KeyMark(Desk, id, new Sharing(false, 5), new Sharing(false, 7)));
        Assert.Equal(new Sharing(false, 7), await SaidAsync(store));
        Assert.Equal([(id, 1)], await store.Queries.AllKeyCountsAsync(Cancel).ToListAsync(Cancel));
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task A_mark_of_a_key_that_is_not_as_expected_is_refused(bool isShared, bool expected, bool rightCustomer)
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var id = batch.FirstClaim(Desk.Value);
        head = await AppendAsync(store, batch);
        if (isShared) head = await MarkAsync(store, head, new KeyMark(Desk, id, Unsaid, Marked));

        var mark = new KeyMark(Desk, rightCustomer ? id : Sample.NewId(), new Sharing(expected), new Sharing(false, 4));
        Assert.Equal("keys", (await Assert.ThrowsAsync<FencedException>(() => MarkAsync(store, head, mark))).Table);
        Assert.Equal(new Sharing(isShared), await SaidAsync(store));
    }

    [Fact]
    public async Task Keys_marked_in_advance_come_with_the_reference_until_that_is_taken_back()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        head = await MarkAsync(store, head, new KeyMark(Desk, null, Unsaid, Marked), new KeyMark(Sample.Phone("13800000001"), null, Unsaid, Marked));
        Assert.Equal([Desk, Sample.Phone("13800000001")], (await store.Journal.LoadReferenceAsync(Cancel)).SharedKeys.Order());

        // Taken back and bound in one batch: the key is its customer's.
        var batch = Sample.On(head);
        batch.Event(null, type: "keyMarkedInAdvance");
        var id = batch.FirstClaim(Desk.Value);
        batch.Marks.Add(new KeyMark(Desk, null, Marked, Unsaid));
        head = await AppendAsync(store, batch);
        Assert.Equal([Sample.Phone("13800000001")], (await store.Journal.LoadReferenceAsync(Cancel)).SharedKeys);
        Assert.Equal(id, (await store.Journal.LoadAsync(new LoadRequest { Keys = { Desk } }, Cancel)).Keys[Desk]);

        head = await MarkAsync(store, head, new KeyMark(Desk, null, Unsaid, Marked), new KeyMark(Desk, null, Marked, Unsaid));
        Assert.Single((await store.Journal.LoadReferenceAsync(Cancel)).SharedKeys);
        foreach (var mark in new[] { new KeyMark(Desk, null, Marked, Unsaid), new KeyMark(Sample.Phone("13800000001"), null, Unsaid, Marked) })
            Assert.Equal("shared_keys", (await Assert.ThrowsAsync<FencedException>(() => MarkAsync(store, head, mark))).Table);
    }

    static async Task<Sharing> SaidAsync(IStore store)
    {
        var loaded = await store.Journal.LoadAsync(new LoadRequest { Keys = { Desk } }, Cancel);
        return loaded.Sharings?.GetValueOrDefault(Desk) ?? default;
    }

    static Task<LogHead> MarkAsync(IStore store, LogHead head, params KeyMark[] marks)
    {
        var batch = Sample.On(head);
        batch.Event(null, type: "keyMarked");
        batch.Marks.AddRange(marks);
        return AppendAsync(store, batch);
    }

    static async Task<LogHead> AppendAsync(IStore store, Batch batch) => (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
}
