using Arbiter.Domain.Keys;
using Arbiter.Identity;
using BenchmarkDotNet.Attributes;

namespace Arbiter.Benchmarks;

/// <summary>What normalizing the identifiers of one claim costs, by what the claim brings.</summary>
[MemoryDiagnoser]
public class ClaimIdentifiers
{
    static readonly Identifier Mobile = new(IdentifierKind.Phone, "13912088765");
    static readonly Identifier E164 = new(IdentifierKind.Phone, "+8613912088765");
    static readonly Identifier Spaced = new(IdentifierKind.Phone, "+86 139 1208 8765");
    static readonly Identifier FullWidth = new(IdentifierKind.Phone, "１３９１２０８８７６５");
    static readonly Identifier Email = new(IdentifierKind.Email, "Li.Lei@mingde.com.cn");
    static readonly Identifier Gmail = new(IdentifierKind.Email, "Li.Lei+expo@gmail.com");
    static readonly Identifier Company = new(IdentifierKind.Company, "北京明德智能科技有限公司");
    static readonly Identifier CreditCode = new(IdentifierKind.CreditCode, "91350100M000100Y43");
    static readonly Identifier WeChat = new(IdentifierKind.WeChat, "微信：lilei_88");
    static readonly Identifier Website = new(IdentifierKind.Website, "https://www.mingde.com.cn/contact?id=3");

    [Benchmark(Baseline = true)]
    public int PhoneBare() => Keys(Mobile);

    [Benchmark]
    public int PhoneE164() => Keys(E164);

    [Benchmark]
    public int PhoneSpaced() => Keys(Spaced);

    [Benchmark]
    public int PhoneFullWidth() => Keys(FullWidth);

    [Benchmark]
    public int PhoneAndEmail() => Keys(Mobile) + Keys(Email);

    [Benchmark]
    public int PhoneCompanyAndEmail() => Keys(Mobile) + Keys(Company) + Keys(Email);

    [Benchmark]
    public int EveryKindMessy() => Keys(FullWidth) + Keys(Gmail) + Keys(Company) + Keys(CreditCode) + Keys(WeChat) + Keys(Website);

    /// <summary>A refusal would be cheap, and no claim.</summary>
    static int Keys(Identifier identifier) => Normalizer.Normalize(identifier).Keys is { Count: > 0 and var count }
        ? count
        : throw new InvalidOperationException("Refused.");
}
