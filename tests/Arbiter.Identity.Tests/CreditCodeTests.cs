using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

public class CreditCodeTests
{
    // The example in the standard itself.
    const string Valid = "91350100M000100Y43";
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    [Theory]
    [InlineData(Valid)]
    [InlineData("91350100m000100y43")]
    [InlineData("91350100 M0001 00Y43")]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３")]
    [InlineData("91350100-M000100Y-43")]
    [InlineData("统一社会信用代码：91350100M000100Y43")]
    [InlineData("税号 91350100M000100Y43")]
    public void A_valid_code_is_hard(string text) => Assert.Equal($"{Valid} hard", Rule.Outcome(IdentifierKind.CreditCode, text));

    [Theory]
    [InlineData("91350100M000100Y4")]
    [InlineData("91350100M000100Y433")]
    [InlineData("91350100M000100W43")]
    [InlineData("OIZSV")]
    [InlineData("91A50100M000100Y43")]
    [InlineData("350100100012345")]
    [InlineData("没填过")]
    public void What_is_no_code_is_refused(string text) => Assert.Equal("-invalidCreditCode", Rule.Outcome(IdentifierKind.CreditCode, text));

    [Theory]
    [InlineData("9135010OM000100Y43", Valid)]
    [InlineData("9I350100m000I00Y43", Valid)]
    [InlineData("9I35OIOOM000I00V43", null)]
    [InlineData("91350100M000100V43", Valid)]
    [InlineData("913S0100M000100Y43", Valid)]
    [InlineData("91350100M000100Z43", null)]
    [InlineData("9135010OM000100Y44", null)]
    public void A_letter_that_is_mistaken_for_another_is_explained(string text, string? suggestion)
    {
        var normalized = Normalizer.Normalize(new Identifier(IdentifierKind.CreditCode, text));

        Assert.Equal(RefusalCodes.ConfusableLetters, normalized.Refusal);
        Assert.Empty(normalized.Keys);
        Assert.Equal(suggestion, normalized.Suggestion?.Value);
        Assert.DoesNotContain(Valid, $"{normalized}");
    }

    [Theory]
    [InlineData("000000000000000000")]
    [InlineData("111111111111111111")]
    [InlineData("无")]
    public void A_placeholder_is_refused(string text) => Assert.Equal("-placeholder", Rule.Outcome(IdentifierKind.CreditCode, text));

    [Fact]
    public void A_code_whose_outer_check_alone_is_wrong_is_accepted_with_a_warning() =>
        Assert.Equal("91350100M000100Y44 hard !outerChecksumFailed", Rule.Outcome(IdentifierKind.CreditCode, "91350100M000100Y44"));

    [Fact]
    public void Every_change_of_one_character_is_noticed()
    {
        for (var at = 0; at < Valid.Length; at++)
        {
            foreach (var c in Alphabet.Where(c => c != Valid[at]))
            {
                var mutant = Valid[..at] + c + Valid[(at + 1)..];
                var outcome = Rule.Outcome(IdentifierKind.CreditCode, mutant);
                Assert.True(outcome is "-invalidCreditCode" || outcome.EndsWith("!outerChecksumFailed"), $"{mutant}: {outcome}");
            }
        }
    }
}
