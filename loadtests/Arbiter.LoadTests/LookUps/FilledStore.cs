using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Arbiter.LoadTests.Processes;

namespace Arbiter.LoadTests.LookUps;

/// <summary>
/// A store with many customers. Writing them takes longer than measuring, so a workspace that is kept remembers what is in its store, and the next run goes on with that.
/// </summary>
/// <param name="BeganMs">Milliseconds since 1970 at which its customers were claimed.</param>
/// <param name="AdminToken">Lets an admin into every server on this store.</param>
sealed record FilledStore(int Seed, int Customers, long BeganMs, string AdminToken)
{
    const string Note = "filled.json";

    public CustomerSeed Content => new(Seed, DateTimeOffset.FromUnixTimeMilliseconds(BeganMs));

    /// <exception cref="FormatException">The workspace holds something else, or what an interrupted run left.</exception>
    public static async Task<FilledStore> OpenAsync(Workspace workspace, int seed, int customers, Func<Task<string>> create, CancellationToken stop)
    {
        var note = workspace.Path(Note);
        if (File.Exists(note))
        {
            var found = JsonSerializer.Deserialize<FilledStore>(await File.ReadAllTextAsync(note, stop))!;
            return found.Seed == seed && found.Customers == customers ? found : throw new FormatException($"{workspace.Root} holds {found.Customers} customers of seed {found.Seed}.");
        }

        var began = Stopwatch.GetTimestamp();
        var filled = new FilledStore(seed, customers, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        await filled.Content.WriteAsync(await create(), customers, stop);
        await File.WriteAllTextAsync(note, JsonSerializer.Serialize(filled), stop);
        Console.WriteLine($"{customers} customers written in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s.");
        return filled;
    }
}
