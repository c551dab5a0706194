using System.Globalization;
using System.Text.Json.Nodes;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs.Traffic;

/// <summary>The reps of a run with their tokens, and a policy under which customers change hands all the time.</summary>
public sealed class Company
{
    readonly Dictionary<string, string> tokens = [];

    public IReadOnlyList<string> Reps { get; private init; } = [];

    public string Token(string? rep) => rep is null ? ServerProcess.AdminToken : tokens[rep];

    /// <summary>Sets everything up through the first server, and waits until all of them know it.</summary>
    public static async Task<Company> FoundAsync(
        IReadOnlyList<Uri> servers, int reps = 8, int claimsPerDay = 0, int repeatWindowSeconds = 60, NetworkHost? host = null)
    {
        using var client = new ArbiterClient(host);
        var company = new Company { Reps = [.. Enumerable.Range(1, reps).Select(i => $"rep-{i:D2}")] };
        await SetPolicyAsync(client, servers[0], claimsPerDay, repeatWindowSeconds);
        foreach (var rep in company.Reps)
        {
            await client.CallAsync(HttpMethod.Put, servers[0], $"/api/v1/roster/reps/{rep}", new JsonObject { ["name"] = rep });
            var issued = await client.CallAsync(
                HttpMethod.Post, servers[0], "/api/v1/tokens", new JsonObject { ["name"] = rep, ["role"] = "rep", ["rep"] = rep });
            company.tokens[rep] = issued["token"]!.GetValue<string>();
        }

        foreach (var server in servers) await company.KnownAtAsync(client, server);
        return company;
    }

    /// <summary>Who is known at one replica is known at the next a moment later.</summary>
    async Task KnownAtAsync(ArbiterClient client, Uri server) => await Poll.UntilAsync("all replicas know the roster", TimeSpan.FromSeconds(10), async () =>
    {
        try
        {
            await client.GetAsync(server, "/api/v1/me", Token(Reps[^1]));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    });

    static async Task SetPolicyAsync(ArbiterClient client, Uri server, int claimsPerDay, int repeatWindowSeconds)
    {
        var policy = await client.GetAsync(server, "/api/v1/policies/default");
        var version = policy["version"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        policy["quotas"]!["claimsPerDay"] = claimsPerDay;
        policy["quotas"]!["lookUpsPerDay"] = 0;
        policy["quotas"]!["holdings"] = 0;
        // It is noon now, so that no day ends in the middle of a run.
        policy["quotas"]!["dayOffsetMinutes"] = 720 - (int)DateTime.UtcNow.TimeOfDay.TotalMinutes;
        policy["pool"]!["freshHoldMinutes"] = 0;
        policy["pool"]!["coolDownHours"] = 0;
        policy["conflicts"]!["repeatWindowSeconds"] = repeatWindowSeconds;
        await client.CallAsync(HttpMethod.Put, server, "/api/v1/policies/default", policy, $"\"{version}\"");
    }
}
