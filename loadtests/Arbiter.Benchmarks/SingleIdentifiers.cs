using Arbiter.Domain.Keys;
using Arbiter.Identity;
using Arbiter.Identity.Domains;
using BenchmarkDotNet.Attributes;

namespace Arbiter.Benchmarks;

/// <summary>What each kind costs by itself, and a look-up of the lists behind them.</summary>
[MemoryDiagnoser]
public class SingleIdentifiers
{
    [Benchmark]
    public int Email() => Normalizer.Normalize(new Identifier(IdentifierKind.Email, "Li.Lei@mingde.com.cn")).Keys.Count;

    [Benchmark]
    public int Company() => Normalizer.Normalize(new Identifier(IdentifierKind.Company, "北京明德智能科技有限公司")).Keys.Count;

    [Benchmark]
    public int CreditCode() => Normalizer.Normalize(new Identifier(IdentifierKind.CreditCode, "91350100M000100Y43")).Keys.Count;

    [Benchmark]
    public int WeChat() => Normalizer.Normalize(new Identifier(IdentifierKind.WeChat, "微信：lilei_88")).Keys.Count;

    [Benchmark]
    public int Website() => Normalizer.Normalize(new Identifier(IdentifierKind.Website, "https://www.mingde.com.cn/contact?id=3")).Keys.Count;

    [Benchmark]
    public bool FreeMailDomain() => FreeMail.IsFreeMailDomain("mail.mingde.com.cn");

    [Benchmark]
    public bool RegistrableDomainOfHost() => RegistrableDomain.TryOf("www.mingde.com.cn", out _);
}
