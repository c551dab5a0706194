using System.Reflection;
using System.Text.RegularExpressions;
using Arbiter.Domain.Claims;
using Arbiter.Domain.Events;
using Arbiter.Engine.Codec;
using Arbiter.Server.Problems;
using Arbiter.Server.Tests.Running;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Arbiter.Server.Tests.Docs;

/// <summary>What callers read about the API is what it does.</summary>
public sealed class Documentation : ServerTest
{
    static string Root { get; } = FindRoot();

    static string Api { get; } = File.ReadAllText(Path.Combine(Root, "docs", "API.md"));

    [Fact]
    public async Task The_openapi_document_lists_every_endpoint()
    {
        var document = (await Arbiter.Nobody.Get("//openapi/v1.json")).Ok();

        var listed = document["paths"].EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}"));
        var mapped = Arbiter.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/')}"))
            .Where(e => !e.Contains("/hubs/", StringComparison.Ordinal) && !e.Contains("/openapi/", StringComparison.Ordinal));
        Assert.Equal(mapped.Order(), listed.Order());
    }

    [Fact]
    public void Every_problem_code_is_documented()
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.Combine(Root, "src", "Arbiter.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        var built = typeof(ProblemCatalog).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => ((Problem)p.GetValue(null)!).Code)
            .Concat(Enum.GetValues<Rejection>().Select(r => ProblemCatalog.Of(r).Code));
        var written = Regex.Matches(source, "new(?: Problem)?\\(\\s*(?:\\d{3}|status), \"([a-z-]+)\"").Select(m => m.Groups[1].Value);

        Assert.Empty(Undocumented(built.Concat(written).Distinct()));
    }

    [Fact]
    public void Every_rule_and_verdict_is_documented() =>
        Assert.Empty(Undocumented(Names<Rule>.All.Concat(Names<Verdict>.All)));

    [Fact]
    public void Every_code_of_an_identifier_is_documented() =>
        Assert.Empty(Undocumented(new[] { typeof(Identity.RefusalCodes), typeof(Identity.WeaknessCodes), typeof(Identity.WarningCodes) }
            .SelectMany(codes => codes.GetFields()).Select(code => (string)code.GetRawConstantValue()!)));

    [Fact]
    public void Every_code_of_a_likeness_is_documented() =>
        Assert.Empty(Undocumented(typeof(Identity.Similarity.SimilarityCodes).GetFields().Select(code => (string)code.GetRawConstantValue()!)));

    [Fact]
    public void Every_event_is_documented() => Assert.Empty(Undocumented(EventTypes));

    /// <summary>Each word of the page's vocabulary has a text in both languages; its own tests see to that.</summary>
    [Fact]
    public void The_page_has_a_word_for_every_event_rule_and_verdict()
    {
        var types = File.ReadAllText(Path.Combine(Root, "src", "Arbiter.Web", "src", "api", "types.ts"));

        Assert.Equal(EventTypes.Order(), Words("EVENT_TYPES").Order());
        Assert.Equal(Names<Rule>.All.Order(), Words("RULES").Order());
        Assert.Equal(Names<Verdict>.All.Order(), Words("VERDICTS").Order());

        IEnumerable<string> Words(string list) =>
            Regex.Matches(Regex.Match(types, $@"export const {list} = \[(.*?)\] as const", RegexOptions.Singleline).Groups[1].Value, "'([A-Za-z]+)'").Select(m => m.Groups[1].Value);
    }

    static IEnumerable<string> EventTypes => typeof(DomainEvent).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(DomainEvent)) && !t.IsAbstract).Select(t => char.ToLowerInvariant(t.Name[0]) + t.Name[1..]);

    [Fact]
    public void Every_address_is_documented()
    {
        var mapped = Arbiter.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.Trim('/'));
        var missing = mapped.Select(path => path.Replace("/api/v1", "").Replace("{documentName}", "v1").Replace("/negotiate", ""))
            .Where(path => !Api.Contains(path, StringComparison.Ordinal)).ToList();
        Assert.Empty(missing);
    }

    static List<string> Undocumented(IEnumerable<string> names) => [.. names.Where(name => !Api.Contains($"`{name}`", StringComparison.Ordinal))];

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Arbiter.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
