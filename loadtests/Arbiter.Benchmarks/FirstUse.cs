using System.Diagnostics;
using Arbiter.Domain.Keys;
using Arbiter.Identity;
using Arbiter.Identity.Domains;

namespace Arbiter.Benchmarks;

/// <summary>What the first call in a process costs: loading the data, and compiling the code on the way.</summary>
static class FirstUse
{
    internal static void Report()
    {
        Report("public suffixes", () => RegistrableDomain.TryOf("www.mingde.com.cn", out _));
        Report("free mail", () => FreeMail.IsFreeMailDomain("mingde.com.cn"));
        Report("text fold", () => Normalizer.Normalize(new Identifier(IdentifierKind.Phone, "１３９１２０８８７６５")));
        Report("e-mail", () => Normalizer.Normalize(new Identifier(IdentifierKind.Email, "li.lei@mingde.com.cn")));
    }

    static void Report(string what, Action first)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        first();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"{what}: {elapsed.TotalMilliseconds:F1} ms, {kept / 1024} kB kept");
    }
}
