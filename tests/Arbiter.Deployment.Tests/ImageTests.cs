using System.Text.RegularExpressions;
using Arbiter.Server.Hosting;

namespace Arbiter.Deployment.Tests;

/// <summary>The Dockerfile, as far as it can be judged without building it.</summary>
public sealed partial class ImageTests
{
    static readonly string[] Lines = Repository.Read("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');

    [Fact]
    public void Every_base_is_pinned_to_a_release()
    {
        var bases = Instructions("FROM").Select(f => f.Split(' ').First(word => !word.StartsWith("--", StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(bases);
        Assert.All(bases, image => Assert.Matches(@":\d+\.\d+\.\d+", image));
    }

    [Fact]
    public void It_ends_with_an_ordinary_user_whom_the_manifests_know()
    {
        var user = Instructions("USER").Last().Split(':')[0];

        Assert.Matches("^[1-9][0-9]*$", user);
        Assert.Equal(long.Parse(user, System.Globalization.CultureInfo.InvariantCulture), Rendering.Manifests.Of("base").Pod.SecurityContext.RunAsUser);
    }

    [Fact]
    public void It_is_of_this_version_and_says_so() =>
        Assert.Contains($"org.opencontainers.image.version=\"{typeof(ArbiterApp).Assembly.GetName().Version!.ToString(3)}\"", Instructions("LABEL").Single());

    [Fact]
    public void Its_runtime_and_its_tools_are_those_that_the_projects_ask_for()
    {
        var framework = FrameworkVersion().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;
        var node = NodeVersion().Match(Repository.Read("src/Arbiter.Server/Web.targets")).Groups[1].Value;

        Assert.All(Instructions("FROM").Where(f => f.Contains("dotnet/", StringComparison.Ordinal)), f => Assert.Contains($":{framework}.", f));
        Assert.True(Version.Parse(NodeImage().Match(string.Join('\n', Lines)).Groups[1].Value) >= Version.Parse(node));
    }

    /// <summary>What a build refers to outside of its own folder has to be let in.</summary>
    [Fact]
    public void The_context_lets_in_what_the_projects_are_built_from()
    {
        var let = Repository.Read(".dockerignore").Split('\n').Where(l => l.StartsWith('!')).Select(l => l[1..]).ToHashSet();

        Assert.All(["src", "Directory.Build.props", "Directory.Packages.props"], path => Assert.Contains(path, let));
        foreach (var project in Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories))
            Assert.All(Include().Matches(File.ReadAllText(project)).Select(m => m.Groups[1].Value), path => Assert.DoesNotContain("../../", path));
    }

    [Fact]
    public void Its_command_and_entry_point_are_the_programs()
    {
        Assert.Equal($"[\"dotnet\", \"/app/{typeof(ArbiterApp).Assembly.GetName().Name}.dll\"]", Instructions("ENTRYPOINT").Single());
        Assert.Equal("[\"serve\"]", Instructions("CMD").Single());
        Assert.Contains(Instructions("ENV"), env => env.Contains(Program.CommandLine.UrlsVariable + "=", StringComparison.Ordinal));
    }

    static IEnumerable<string> Instructions(string name) => Lines.Where(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..].Trim());

    [GeneratedRegex("<TargetFramework>net([0-9.]+)<")]
    private static partial Regex FrameworkVersion();

    [GeneratedRegex("<WebNodeMinimum>([0-9.]+)<")]
    private static partial Regex NodeVersion();

    [GeneratedRegex("FROM [^\n]*node:([0-9.]+)")]
    private static partial Regex NodeImage();

    [GeneratedRegex("(?:Include|Project)=\"([^\"]+)\"")]
    private static partial Regex Include();
}
