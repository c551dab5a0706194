using Arbiter.Domain.Claims;
using Arbiter.Domain.Customers;
using Arbiter.Domain.Keys;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Similar;

namespace Arbiter.Storage.Tests;

/// <summary>How customers are found that may be the one somebody means, whichever the database.</summary>
public abstract class IdentityIndexConformance
{
    const string Rule = "test";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestDatabase> NewAsync();

    /// <summary>One of each kind of slip, at the beginning, in the middle and at the end.</summary>
    [Theory]
    [InlineData("海云帆智能科技")]
    [InlineData("上海帆云智能科技")]
    [InlineData("上海云帆智智能科技")]
    [InlineData("上海云帆智能枓技")]
    [InlineData("土海云帆智能科技")]
    [InlineData("上海云帆智能科技所")]
    [InlineData("上海云帆能智科技")]
    [InlineData("上海云能科技")]
    public async Task A_name_with_a_slip_is_found_and_another_name_is_not(string typed)
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var ids = await NamedAsync(store, typed == "上海云能科技" ? "上海云帆科技" : "上海云帆智能科技", "大有食品", "蓝海智能装备");

        Assert.Equal([ids[0]], await FindAsync(index, typed));
        Assert.Empty(await FindAsync(index, "金龙鱼粮油"));
    }

    /// <summary>Every slip at every place of names of several lengths, against many names that share their parts.</summary>
    [Fact]
    public async Task Every_slip_is_found_wherever_it_is()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        string[] names = ["瑞海恒", "上海瑞海", "杭州瑞海恒电子", "宁波鼎盛华生物医药研究"];
        var others = Enumerable.Range(0, 150).Select(i => $"杭州{(char)('一' + i)}{(char)('丁' + i)}电子").Concat(Enumerable.Range(0, 150).Select(i => $"宁波{(char)('上' + i)}生物医药研究"));
        var ids = await NamedAsync(store, [.. names, .. others]);

        foreach (var (name, id) in names.Zip(ids))
        {
            foreach (var typed in SlipsOf(name)) Assert.True((await FindAsync(index, typed)).Contains(id), $"{typed} for {name}");
        }
    }

    /// <summary>One character missing (where three remain), other, doubled, or swapped with its neighbour.</summary>
    static IEnumerable<string> SlipsOf(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name.Length > 3) yield return name.Remove(i, 1);
            yield return name.Insert(i, name[i..(i + 1)]);
            yield return name.Remove(i, 1).Insert(i, "鹏");
            if (i > 0) yield return name[..(i - 1)] + name[i] + name[i - 1] + name[(i + 1)..];
        }
    }

    [Fact]
    public async Task A_name_of_two_characters_is_found()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var ids = await NamedAsync(store, "云帆", "云帆科技", "海川");

        Assert.Equal([ids[0]], await FindAsync(index, "云帆"));
        Assert.Equal([ids[2]], await FindAsync(index, "海川"));
    }

    [Fact]
    public async Task The_same_name_comes_before_similar_ones_when_there_are_too_many()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var ids = await NamedAsync(store, [.. Enumerable.Range(0, 60).Select(i => $"云帆科技{(char)('一' + i)}"), "云帆科技"]);

        var found = await FindAsync(index, "云帆科技");

        Assert.Equal(24, found.Count);
        Assert.Contains(ids[^1], found);
    }

    [Fact]
    public async Task The_same_core_is_found_with_and_without_its_place_the_same_place_and_none_first()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var ids = await NamedAsync(store, [.. Enumerable.Range(0, 60).Select(i => $"{(char)('一' + i)}州云帆科技 云帆科技"), "北京云帆科技 云帆科技", "云帆科技"]);

        Assert.Contains(ids[^2], await FindAsync(index, "北京云帆科技", "云帆科技"));
        Assert.Contains(ids[^1], await FindAsync(index, "北京云帆科技", "云帆科技"));
        Assert.Contains(ids[^1], await FindAsync(index, "云帆科技"));
        Assert.Equal(24, (await FindAsync(index, "云帆科技")).Count);
    }

    [Fact]
    public async Task What_looks_like_a_pattern_is_taken_as_it_is()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var ids = await NamedAsync(store, "a_b%c\\d", "\"x\" or y", "axbycd");

        Assert.Contains(ids[0], await FindAsync(index, "a_b%c\\d"));
        Assert.DoesNotContain(ids[0], await FindAsync(index, "%%%%%%"));
        Assert.DoesNotContain(ids[1], await FindAsync(index, "______"));
    }

    [Fact]
    public async Task Names_of_other_scopes_are_not_found()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        await NamedAsync(store, "云帆科技");

        Assert.Empty(await index.FindAsync(new CandidateQuery(new Scope("east"), [new("云帆科技", "云帆科技")], [], []), Cancel));
    }

    [Fact]
    public async Task Near_phones_and_shared_keys_bring_up_their_customers_with_all_their_keys()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var (near, shared, other) = (batch.FirstClaim("+8613800138000"), batch.FirstClaim("+8613900000001"), batch.FirstClaim("+8613900000002"));
        var site = new CustomerKey(Scope.Default, IdentifierKind.Website, "a.cn");
        batch.Mentions.Add(new Mention(site, shared, Elsewhere: false));
        batch.Mentions.Add(new Mention(site, other, Elsewhere: true));
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);

        var query = new CandidateQuery(Scope.Default, [], [site], ["+8613800138001", "+8613800138000", "+8613800138008"]);
        var found = (await store.Identity.FindAsync(query, Cancel)).ToDictionary(c => c.State.Id);

        Assert.Equal(new HashSet<CustomerId> { near, shared }, found.Keys.ToHashSet());
        Assert.Equal(["+8613900000001"], found[shared].Keys.Select(k => k.Value));
        Assert.Equal([site], found[shared].Mentions);
        Assert.Equal(Sample.Lin, found[near].State.Ownership!.Rep);
        Assert.DoesNotContain(other, found.Keys);
        Assert.Empty(await store.Identity.FindAsync(query with { Scope = new Scope("east"), Shared = [] }, Cancel));
    }

    [Fact]
    public async Task Of_very_many_keys_those_that_exist_say_whom_they_lead_to()
    {
        await using var database = await NewAsync();
        var (store, head) = await database.OpenAsync();
        var batch = Sample.On(head);
        var (one, other, marked) = (batch.FirstClaim("+8613800138000"), batch.FirstClaim("+8613900000001"), batch.FirstClaim("+8613900000002"));
        var marks = Sample.On((await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head);
        marks.Event(null, type: "keyMarked");
        marks.Marks.Add(new KeyMark(Sample.Phone("+8613900000002"), marked, default, new Sharing(true, 0)));
        await store.Journal.AppendAsync(marks, Sample.NoRebase, Cancel);
        CustomerKey[] asked =
        [
            .. Enumerable.Range(0, 5_000).Select(i => Sample.Phone($"+861370000{i:D4}")), Sample.Phone("+8613800138000"), Sample.Phone("+8613900000001"), Sample.Phone("+8613900000002"),
            new CustomerKey(new Scope("east"), IdentifierKind.Phone, "+8613800138000"), new CustomerKey(Scope.Default, IdentifierKind.WeChat, "+8613800138000"),
        ];

        var found = await store.Identity.LeadToAsync(asked, Cancel);

        Assert.Equal([(Sample.Phone("+8613800138000"), one), (Sample.Phone("+8613900000001"), other)], found.OrderBy(f => f.Key));
        Assert.Empty(await store.Identity.LeadToAsync([], Cancel));
    }

    [Fact]
    public async Task A_step_replaces_the_names_of_its_customers_and_only_the_next_one_counts()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var id = (await NamedAsync(store, "云帆科技"))[0];
        var at = await index.PositionAsync(Rule, Cancel);
        IndexedName[] renamed = [new(id, Scope.Default, new("大有食品", "大有食品"))];

        Assert.False(await index.AdvanceAsync(new NameStep(Rule, at + 1, at + 5, [id], renamed), Cancel));
        Assert.Equal([id], await FindAsync(index, "云帆科技"));
        Assert.True(await index.AdvanceAsync(new NameStep(Rule, at, at + 5, [id], renamed), Cancel));
        Assert.Empty(await FindAsync(index, "云帆科技"));
        Assert.Equal([id], await FindAsync(index, "大有食品"));
        Assert.Equal(at + 5, await index.PositionAsync(Rule, Cancel));
        Assert.True(await index.AdvanceAsync(new NameStep(Rule, at + 5, at + 6, [id], []), Cancel));
        Assert.Empty(await FindAsync(index, "大有食品"));
    }

    [Fact]
    public async Task Another_rule_begins_with_an_empty_index()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        await NamedAsync(store, "云帆科技");

        Assert.Equal(0, await index.PositionAsync("test-2", Cancel));
        Assert.True(await index.AdvanceAsync(new NameStep("test-2", 0, 1, [], []), Cancel));
        Assert.Empty(await FindAsync(index, "云帆科技"));
    }

    [Fact]
    public async Task The_projection_indexes_what_claims_bring_and_goes_on_where_it_was()
    {
        await using var database = await NewAsync();
        var (store, index) = await OpenAsync(database);
        var head = (await store.Journal.OpenAsync(Cancel)).Head;
        var (first, phoneOnly) = (Sample.NewId(), Sample.NewId());
        head = await ClaimAsync(store, head, (first, "有限云帆科技"), (phoneOnly, null));
        await ProjectAsync(store, head.Seq);
        Assert.Equal([first], await FindAsync(index, "云帆科技"));

        var second = Sample.NewId();
        head = await ClaimAsync(store, head, (second, "有限大有食品"));
        await ProjectAsync(store, head.Seq);

        Assert.Equal([second], await FindAsync(index, "大有食品"));
        Assert.Equal([first], await FindAsync(index, "云帆科技"));
        Assert.Equal(head.Seq, await index.PositionAsync("cut", Cancel));
    }

    static async Task<(IStore Store, IIdentityIndex Index)> OpenAsync(TestDatabase database)
    {
        var (store, _) = await database.OpenAsync();
        await store.Identity.PrepareAsync(Cancel);
        return (store, store.Identity);
    }

    static async Task<List<CustomerId>> FindAsync(IIdentityIndex index, string whole, string? core = null) =>
        [.. (await index.FindAsync(new CandidateQuery(Scope.Default, [new(whole, core ?? whole)], [], []), Cancel)).Select(c => c.State.Id)];

    /// <summary>One customer for each name, in order of their ids; a core that is less than the name stands behind it.</summary>
    static async Task<List<CustomerId>> NamedAsync(IStore store, params string[] texts)
    {
        var batch = Sample.On((await store.Journal.OpenAsync(Cancel)).Head);
        var ids = texts.Select((_, i) => batch.FirstClaim($"138{i:D8}")).Order().ToList();
        await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel);
        var at = await store.Identity.PositionAsync(Rule, Cancel);
        var names = texts.Select((text, i) => new IndexedName(ids[i], Scope.Default, text.Split(' ') is [var whole, var core] ? new NameText(whole, core) : new NameText(text, text)));
        Assert.True(await store.Identity.AdvanceAsync(new NameStep(Rule, at, at + texts.Length, ids, [.. names]), Cancel));
        return ids;
    }

    static async Task<LogHead> ClaimAsync(IStore store, LogHead head, params (CustomerId Id, string? Company)[] claims)
    {
        var batch = Sample.On(head);
        foreach (var (id, company) in claims)
        {
            var kinds = company is null ? """["phone"]""" : """["company"]""";
            var place = batch.Event(id, payload: $$"""{"rep":"lin.wei","kinds":{{kinds}}}""");
            batch.Customers.Add(new CustomerRow(Sample.Owned(id), 0, place));
            batch.Keys.Add(new KeyRow(company is null ? Sample.Phone(id.ToString()) : new CustomerKey(Scope.Default, IdentifierKind.Company, company), id));
        }

        return (await store.Journal.AppendAsync(batch, Sample.NoRebase, Cancel)).Head;
    }

    /// <summary>Runs the projection until the log's end.</summary>
    static async Task ProjectAsync(IStore store, long end)
    {
        var feed = new Engine.Feed.CommittedFeed();
        feed.StartAt(end);
        feed.Complete();
        var rule = new NameRule("cut", name => new NameText(name[2..], name[2..]));
        var duty = new Engine.Sweep.Duty(store.Journal, TimeProvider.System);
        await new NameProjection(new Engine.Feed.FeedReader(feed, store.Journal), store.Identity, rule, duty, TimeProvider.System).RunAsync(Cancel);
    }
}
