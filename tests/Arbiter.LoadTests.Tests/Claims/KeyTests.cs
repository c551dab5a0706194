using System.Text.RegularExpressions;
using Arbiter.LoadTests.Claims;

namespace Arbiter.LoadTests.Tests.Claims;

public partial class KeyTests
{
    [Fact]
    public void Phones_are_valid_unique_and_never_look_like_placeholders()
    {
        var phones = new PhoneNumbers(seed: 3);
        var seen = new HashSet<string>();
        for (var key = 0; key < 300_000; key++)
        {
            var phone = phones.Of(key);
            Assert.Matches(Mobile(), phone);
            Assert.DoesNotMatch(Placeholder(), phone);
            Assert.True(seen.Add(phone), $"{phone} is there twice");
        }
    }

    [Fact]
    public void The_last_phone_is_as_good_as_the_first_and_there_is_none_after_it()
    {
        var phones = new PhoneNumbers(seed: 3);
        Assert.Matches(Mobile(), phones.Of(PhoneNumbers.Count - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => phones.Of(PhoneNumbers.Count));
    }

    [Fact]
    public void A_seed_gives_the_same_phones_again_and_another_seed_others()
    {
        Assert.Equal(new PhoneNumbers(5).Of(42), new PhoneNumbers(5).Of(42));
        Assert.NotEqual(new PhoneNumbers(5).Of(42), new PhoneNumbers(6).Of(42));
    }

    [Fact]
    public void Company_names_are_unique_and_look_like_companies()
    {
        var names = new CompanyNames(seed: 1);
        var some = Enumerable.Range(0, 100_000).Select(key => names.Of(key)).ToList();
        Assert.Equal(some.Count, some.Distinct().Count());
        Assert.All(some.Take(1000), name => Assert.EndsWith("有限公司", name));
        Assert.All(some.Take(1000), name => Assert.InRange(name.Length, 11, 17));
    }

    [Fact]
    public void Low_ranks_come_up_most()
    {
        var zipf = new Zipf(100);
        var counts = new int[100];
        for (var draw = 0; draw < 100_000; draw++)
            counts[zipf.Rank(SeededHash.Unit(1, draw))]++;
        Assert.InRange((double)counts[0] / counts[1], 1.8, 2.2);
        Assert.InRange((double)counts[0] / counts[9], 8.5, 11.5);
        Assert.All(counts, count => Assert.True(count > 0));
        Assert.Equal(99, zipf.Rank(Math.BitDecrement(1.0)));
        Assert.Equal(0, zipf.Rank(0));
    }

    [Fact]
    public void Nine_in_ten_mixed_claims_are_on_known_customers()
    {
        var plan = ClaimPlans.Mixed(seed: 1, firstKnownKey: 0, knownKeys: 100, firstNewKey: 1000);
        var claims = Enumerable.Range(0, 10_000).Select(index => plan(index)).ToList();
        Assert.InRange(claims.Count(claim => claim.Key < 100), 8_800, 9_200);
        var fresh = claims.Where(claim => claim.Key >= 1000).Select(claim => claim.Key).ToList();
        Assert.Equal(fresh.Count, fresh.Distinct().Count());
        Assert.All(claims, claim => Assert.InRange(claim.Rep, 0, Reps.Count - 1));
    }

    [Theory]
    [InlineData("rep-01", 0)]
    [InlineData("rep-24", 23)]
    [InlineData("rep-00", -1)]
    [InlineData("rep-25", -1)]
    [InlineData("rep-1", -1)]
    [InlineData("someone", -1)]
    public void Rep_ids_are_recognised(string id, int number) => Assert.Equal(number, Reps.Number(System.Text.Encoding.ASCII.GetBytes(id)));

    [GeneratedRegex(@"^\+861[3-9]\d{9}$")]
    private static partial Regex Mobile();

    [GeneratedRegex(@"(\d)\1{4}|01234|12345|23456|34567|45678|56789|98765|87654|76543|65432|54321|43210")]
    private static partial Regex Placeholder();
}
