using System.Diagnostics;
using Arbiter.Domain.Keys;
using Arbiter.Identity.Phones;

namespace Arbiter.Identity.Tests;

public class PhoneTests
{
    [Theory]
    [InlineData("13800138000")]
    [InlineData("+8613800138000")]
    [InlineData("１３８００１３８０００")]
    [InlineData("138 0013 8000")]
    [InlineData("138-0013-8000")]
    [InlineData("138.0013.8000")]
    [InlineData(" 138\u00A00013\u20098000\t")]
    [InlineData("138–0013—8000")]
    [InlineData("+86 138 0013 8000")]
    [InlineData("＋86 13800138000")]
    [InlineData("86-13800138000")]
    [InlineData("086-13800138000")]
    [InlineData("(+86)13800138000")]
    [InlineData("（86）13800138000")]
    [InlineData("+86(0)13800138000")]
    [InlineData("+0086 13800138000")]
    [InlineData("008613800138000")]
    [InlineData("0086 138 0013 8000")]
    [InlineData("013800138000")]
    [InlineData("1795113800138000")]
    [InlineData("17951 138 0013 8000")]
    [InlineData("12593-13800138000")]
    [InlineData("17909013800138000")]
    [InlineData("+8612593 13800138000")]
    [InlineData("手机：13800138000")]
    [InlineData("手机号码 13800138000")]
    [InlineData("Tel: 13800138000")]
    [InlineData("Mobile 13800138000")]
    [InlineData("M:+86-138-0013-8000")]
    [InlineData("13800138000(微信同号)")]
    [InlineData("13800138000 王经理")]
    [InlineData("王经理13800138000")]
    [InlineData("\u202D13800138000\u202C")]
    [InlineData("١٣٨٠٠١٣٨٠٠٠")]
    [InlineData("13800138000.0")]
    [InlineData("13800138000 / 13800138000")]
    [InlineData("13800138000，")]
    public void A_mobile_number_is_hard_however_it_is_written(string text) =>
        Assert.Equal("+8613800138000 hard", Rule.Outcome(IdentifierKind.Phone, text));

    [Theory]
    [InlineData("010-62345678", "+861062345678")]
    [InlineData("（010） 6234 5678", "+861062345678")]
    [InlineData("+86(0)10 6234 5678", "+861062345678")]
    [InlineData("+86 (010) 62345678", "+861062345678")]
    [InlineData("0086 10 62345678", "+861062345678")]
    [InlineData("86-10-62345678", "+861062345678")]
    [InlineData("17909 010 62345678", "+861062345678")]
    [InlineData("1062345678", "+861062345678")]
    [InlineData("电话:0755-83624523", "+8675583624523")]
    [InlineData("0755-83624523-739", "+8675583624523")]
    [InlineData("075583624523 转 739", "+8675583624523")]
    [InlineData("0755 83624523转801/802", "+8675583624523")]
    [InlineData("0755-83624523 ext. 739", "+8675583624523")]
    [InlineData("0755-83624523x739", "+8675583624523")]
    [InlineData("0755-83624523#739", "+8675583624523")]
    [InlineData("0755-83624523（分机739）", "+8675583624523")]
    [InlineData("0755-83624523(739)", "+8675583624523")]
    [InlineData("0514-7542385", "+865147542385")]
    [InlineData("400-610-1234", "+864006101234")]
    [InlineData("4006101234转8", "+864006101234")]
    [InlineData("800 810 1234", "+868008101234")]
    public void A_switchboard_is_shared_and_loses_its_extension(string text, string number) =>
        Assert.Equal($"{number} shared", Rule.Outcome(IdentifierKind.Phone, text));

    [Theory]
    [InlineData("13912345670 / (0571)46255599")]
    [InlineData("13912345670、0571-46255599")]
    [InlineData("13912345670；0571-46255599-406")]
    [InlineData("13912345670,057146255599")]
    [InlineData("13912345670 | +86-571-46255599")]
    [InlineData("13912345670或0571 46255599")]
    [InlineData("13912345670 0571-46255599")]
    [InlineData("139 1234 5670 0571 4625 5599")]
    [InlineData("手机13912345670电话0571-46255599转8")]
    [InlineData("13912345670\n（0571） 4625 5599")]
    [InlineData("13912345670+8657146255599")]
    public void A_field_may_hold_two_numbers(string text) =>
        Assert.Equal("+8613912345670 hard | +8657146255599 shared", Rule.Outcome(IdentifierKind.Phone, text));

    [Theory]
    [InlineData("+1 (415) 555-2671", "+14155552671 hard")]
    [InlineData("001 415 555 2671", "+14155552671 hard")]
    [InlineData("+852 9123 4567", "+85291234567 hard")]
    [InlineData("00886 0912 345 678", "+886912345678 hard")]
    [InlineData("+44 (0)7400 123456", "+447400123456 hard")]
    [InlineData("+44 70 1234 5678", "+447012345678 hard")] // a personal number, which follows its owner
    [InlineData("+44 (0)20 7946 0958", "+442079460958 shared")]
    [InlineData("+44 020 7946 0958", "+442079460958 shared")]
    [InlineData("+39 06 6982 1234", "+390669821234 shared")]
    [InlineData("+39 (0)6 6982 1234", "+390669821234 shared")] // in Italy the zero belongs to the number
    [InlineData("+49 30/901820", "+4930901820 shared")]
    [InlineData("+800 1234 5678", "+80012345678 shared")]
    public void A_foreign_number_needs_its_country_code(string text, string outcome) =>
        Assert.Equal(outcome, Rule.Outcome(IdentifierKind.Phone, text));

    [Theory]
    [InlineData("US", "(415) 555-2671", "+14155552671")]
    [InlineData("US", "011 86 138 0013 8000", "+8613800138000")]
    [InlineData("US", "+8613800138000", "+8613800138000")]
    [InlineData("US", "0086 13800138000", "+8613800138000")]
    [InlineData("HK", "9123 4567", "+85291234567")]
    [InlineData("hk", "9123 4567", "+85291234567")]
    [InlineData("GB", "07400 123456", "+447400123456")]
    [InlineData("TW", "0912-345-678", "+886912345678")]
    public void Numbers_are_read_as_they_are_dialled_in_a_region(string region, string text, string number) =>
        Assert.Equal([number], Normalizer.Normalize(new Identifier(IdentifierKind.Phone, text), PhoneRules.For(region)!).Keys.Select(key => key.Value));

    [Fact]
    public void A_region_that_has_no_numbering_plan_has_no_rules() => Assert.All(["", "C", "XX", "CHN", "001"], region => Assert.Null(PhoneRules.For(region)));

    [Theory]
    [InlineData("13800138000", null)]
    [InlineData("+1 415 555 2671", null)] // may be fixed, may be mobile
    [InlineData("0755-83624523", "fixedLine")]
    [InlineData("0755-95588", "fixedLine")]
    [InlineData("400-610-1234", "callCentre")]
    [InlineData("800 810 1234", "callCentre")]
    [InlineData("+1 800 234 5678", "callCentre")]
    [InlineData("+44 56 1234 5678", "internetTelephony")]
    [InlineData("+44 909 879 0123", "serviceNumber")]
    [InlineData("0514-7542385", "outsideNumberingPlan")] // Yangzhou has had eight digits for twenty years, and lists have not
    public void A_shared_number_says_why_it_is(string text, string? weakness) =>
        Assert.Equal([weakness], Normalizer.Normalize(new Identifier(IdentifierKind.Phone, text)).Keys.Select(key => key.Weakness));

    /// <summary>libphonenumber itself gives all of these up, or reads something else.</summary>
    [Theory]
    [InlineData("15412345670", "+8615412345670 hard")] // blocks that are not open yet, or are and not in its tables
    [InlineData("194 1234 5670", "+8619412345670 hard")]
    [InlineData("086-13800138000", "+8613800138000 hard")]
    [InlineData("086-0755-83624523", "+8675583624523 shared")]
    [InlineData("0086 (0755) 83624523", "+8675583624523 shared")]
    [InlineData("+86 0755 83624523", "+8675583624523 shared")]
    [InlineData("17909 010 62345678", "+861062345678 shared")]
    [InlineData("12593-0755-83624523", "+8675583624523 shared")]
    [InlineData("8613800138000", "+8613800138000 hard")]
    [InlineData("86 0755 83624523", "+8675583624523 shared")]
    [InlineData("0138 0013 8000", "+8613800138000 hard")]
    [InlineData("75583624523.0", "+8675583624523 shared")] // a spreadsheet ate the zero and added another
    [InlineData("0571/46255599", "+8657146255599 shared")]
    [InlineData("010-62345678/79", "+861062345678 shared")]
    [InlineData("010-62345678/62345679", "+861062345678 shared !partIgnored")]
    [InlineData("0755-83624523-801", "+8675583624523 shared")]
    [InlineData("0755-83624523转分机801", "+8675583624523 shared")]
    [InlineData("tel:+86-755-83624523;ext=801", "+8675583624523 shared")]
    [InlineData("400-610-1234转801", "+864006101234 shared")]
    [InlineData("19912566878 / (0571)46255599", "+8619912566878 hard | +8657146255599 shared")]
    [InlineData("13912345670 / 13512345670 / 13912345670转12", "+8613512345670 hard !partIgnored")] // the first turns out to be a relay
    [InlineData("手机1：13912345670 手机2：13512345670", "+8613912345670 hard !partIgnored | +8613512345670 hard")]
    [InlineData("【13800138000】", "+8613800138000 hard")]
    [InlineData("1３８oo138000", "-invalidPhone")] // letters for zeros are not guessed
    public void What_is_usual_in_China_is_understood(string text, string outcome) =>
        Assert.Equal(outcome, Rule.Outcome(IdentifierKind.Phone, text));

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \t\u200B", "empty")]
    [InlineData("00000000000", "placeholder")]
    [InlineData("12345678901", "placeholder")]
    [InlineData("123-4567-8901", "placeholder")]
    [InlineData("11111111111", "placeholder")]
    [InlineData("13800000000", "placeholder")]
    [InlineData("138 1234 5678", "placeholder")]
    [InlineData("无", "placeholder")]
    [InlineData("N/A", "placeholder")]
    [InlineData("-", "placeholder")]
    [InlineData("1380013800", "invalidPhone")]
    [InlineData("138001380001", "invalidPhone")]
    [InlineData("12800138000", "invalidPhone")]
    [InlineData("62345678", "invalidPhone")]
    [InlineData("95588", "invalidPhone")]
    [InlineData("138****8000", "invalidPhone")]
    [InlineData("1.38001E+10", "invalidPhone")]
    [InlineData("+830 1234 5678", "invalidPhone")]
    [InlineData("+1 235", "invalidPhone")]
    [InlineData("同微信", "invalidPhone")]
    [InlineData("13800138000转1234", "relayNumber")]
    [InlineData("13800138000-1234", "relayNumber")]
    [InlineData("138001\uFFFD8000", "controlCharacters")]
    [InlineData("1380013\08000", "controlCharacters")]
    public void What_is_no_number_is_refused(string text, string refusal) =>
        Assert.Equal($"-{refusal}", Rule.Outcome(IdentifierKind.Phone, text));

    [Fact]
    public void What_is_left_over_in_a_field_is_told() =>
        Assert.Equal("+8613912345670 hard !partIgnored", Rule.Outcome(IdentifierKind.Phone, "13912345670 / 139123456"));

    /// <summary>Texts of the greatest length that is looked at, made to be read in as many ways as possible. Measured: at most 3 ms.</summary>
    [Theory]
    [InlineData("1 ")]
    [InlineData("138 ")]
    [InlineData("转0755转0755179511")]
    [InlineData("1382+1138+12+1 2+1")]
    [InlineData("0/1/")]
    [InlineData("+49 30 ")]
    [InlineData("13800138000 / ")]
    public void No_field_takes_long(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1024 / piece.Length));
        var fastest = Enumerable.Range(0, 3).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            Rule.Outcome(IdentifierKind.Phone, text);
            return Stopwatch.GetElapsedTime(start);
        });
        Assert.True(fastest < TimeSpan.FromMilliseconds(50), $"{fastest.TotalMilliseconds} ms");
    }
}
