using Arbiter.Domain.Keys;
using Arbiter.Identity.Phones;
using PhoneNumbers;

namespace Arbiter.Identity.Tests.PhoneOracle;

/// <summary>Another implementation of the same numbering plans reads the same texts; what the two make of them is compared.</summary>
public class PhoneOracleTests(ITestOutputHelper output)
{
    const double MinAgreement = 0.999;

    static readonly string[] PersonalTypes = ["MOBILE", "FIXED_LINE_OR_MOBILE", "PERSONAL_NUMBER"];

    [Fact]
    public void Example_numbers_of_all_regions_are_read_as_libphonenumber_reads_them()
    {
        var examples = Examples();
        var spellingsOfEach = examples.Select(example => ExampleNumbers.Spellings(example.Region, example.Number).Distinct().ToList()).ToList();

        Assert.True(examples.Count > 1000, $"Only {examples.Count} examples.");
        Assert.All(spellingsOfEach, each => Assert.True(each.Count >= 10, $"Only {each.Count} spellings: {string.Join(", ", each)}"));
        AssertAgree([.. spellingsOfEach.SelectMany(each => each).Distinct()], onStrength: true);
    }

    /// <summary>Strength is left out: most that differ are of the one island where libphonenumber-js cannot tell it (docs/IDENTITY.md).</summary>
    [Fact]
    public void Their_neighbours_are_numbers_where_libphonenumber_says_so()
    {
        var random = new Random(20260417);
        AssertAgree([.. Examples().SelectMany(example => ExampleNumbers.Neighbours(example.Number, 20, random)).Distinct().Select(text => ("CN", text))], onStrength: false);
    }

    static List<(string Region, PhoneNumber Number)> Examples()
    {
        if (LibPhoneNumberJs.WhyNot() is { } reason)
            Assert.Skip(reason);
        return [.. ExampleNumbers.All(LibPhoneNumberJs.MobileExamples())];
    }

    /// <summary>The share of texts that both read as the same number of the same strength, and how many are only one number.</summary>
    void AssertAgree(List<(string Region, string Text)> texts, bool onStrength)
    {
        var differences = texts.Zip(LibPhoneNumberJs.Read(texts), (asked, answer) => (asked.Region, asked.Text, Ours: Ours(asked), Theirs: Theirs(answer)))
            .Where(row => row.Ours != row.Theirs)
            .ToList();
        var otherNumbers = differences.Count(row => row.Ours.Number != row.Theirs.Number);
        var agreement = 1 - ((double)(onStrength ? differences.Count : otherNumbers) / texts.Count);

        output.WriteLine($"{texts.Count} texts, {otherNumbers} read as another number, {differences.Count - otherNumbers} with another strength; agreement {agreement:P3}");
        foreach (var row in differences)
            output.WriteLine($"{row.Region} \"{row.Text}\": we read {row.Ours}, libphonenumber-js reads {row.Theirs}");
        Assert.True(agreement >= MinAgreement, $"Agreement {agreement:P3} on {texts.Count} texts.");
    }

    static Reading Ours((string Region, string Text) spelling)
    {
        var normalized = Normalizer.Normalize(new Identifier(IdentifierKind.Phone, spelling.Text), PhoneRules.For(spelling.Region)!);
        return normalized.Keys is [var key] ? new Reading(key.Value, key.Strength) : new Reading(normalized.Keys.Count == 0 ? "none" : "several", default);
    }

    static Reading Theirs(LibPhoneNumberJs.Answer? answer) => answer is var (number, type)
        ? new Reading(number, PersonalTypes.Contains(type) ? KeyStrength.Hard : KeyStrength.Shared)
        : new Reading("none", default);

    readonly record struct Reading(string Number, KeyStrength Strength)
    {
        public override string ToString() => $"{Number} {Strength}";
    }
}
