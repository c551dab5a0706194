using System.Globalization;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>A promise is broken, or could not be shown to hold.</summary>
public sealed class ProofFailedException(string message) : Exception(message);

/// <summary>One proof from one seed. When it fails, it leaves its history behind and says how to run it again.</summary>
public sealed class ProofRun
{
    const string SeedSetting = "ARBITER_PROOF_SEED";
    const string CyclesSetting = "ARBITER_PROOF_CYCLES";

    readonly List<Func<(string Name, IEnumerable<string> Lines)>> evidence = [];
    readonly List<string> notes = [];

    ProofRun(int seed)
    {
        Seed = seed;
        Random = new Random(seed);
        evidence.Add(() => ("notes.txt", notes));
    }

    public int Seed { get; }

    /// <summary>For the choices of the test itself; clients have their own.</summary>
    public Random Random { get; }

    /// <summary>How often to repeat what a test repeats: more by command than in every build.</summary>
    public static int Cycles(int usual) => Setting(CyclesSetting) ?? usual;

    public static async Task OfAsync(Func<ProofRun, Task> proof)
    {
        var run = new ProofRun(Setting(SeedSetting) ?? System.Random.Shared.Next());
        var name = TestContext.Current.TestMethod?.MethodName ?? "proof";
        run.Say($"seed {run.Seed}");
        try
        {
            await proof(run);
        }
        catch (Exception e) when (!e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
        {
            var files = run.Leave(name);
            throw new ProofFailedException(
                $"""
                {e.Message}
                What was seen: {string.Join(", ", files)}
                Again: {SeedSetting}={run.Seed} dotnet test tests/Arbiter.Proofs --filter FullyQualifiedName~{name}
                {e}
                """);
        }
    }

    public void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    /// <summary>Something that happened, for the evidence.</summary>
    public void Note(string text)
    {
        lock (notes) notes.Add(text);
    }

    /// <summary>What a failure leaves behind.</summary>
    public void Keep(ClaimTraffic traffic) => evidence.Add(() => ("history.jsonl", traffic.History().Select(o => o.ToString())));

    public void Keep(Processes.ServerProcess server) => evidence.Add(() => ($"server-{server.Address.Port}.log", [server.Output]));

    List<string> Leave(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"arbiter-proof-{name}-").FullName;
        var files = new List<string>();
        foreach (var piece in evidence)
        {
            var (file, lines) = piece();
            files.Add(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{files.Count}-{file}")));
            File.WriteAllLines(files[^1], lines);
        }

        return files;
    }

    static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
