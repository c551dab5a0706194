using System.Globalization;
using System.Text.Json.Nodes;
using Arbiter.Proofs.Checking;
using Arbiter.Proofs.Faults;
using Arbiter.Proofs.Processes;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Chaos;

/// <summary>
/// Quotas that are used up while servers die: each time in a scope of its own, two reps claim new customers through all servers at once until each was told several times that it
/// is over. Then exactly the quota was granted, whatever happened to the answers.
/// </summary>
sealed class Meter(Company company, IReadOnlyList<Uri> servers, int seed)
{
    const int Quota = 40;
    const int Clients = 4;
    const int RefusalsEach = 3;
    const int KeysEach = 1_000;
    const int FirstKey = 3_000_000;

    readonly List<(string Scope, string Rep, int Acknowledged)> used = [];
    int round;

    /// <summary>Quotas used up.</summary>
    public int Count => used.Count;

    /// <summary>Opens a scope and uses two reps' quotas in it up.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var scope = string.Create(CultureInfo.InvariantCulture, $"metered-{++round}");
        await OpenAsync(scope, cancel);
        foreach (var rep in company.Reps.Take(2))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(c => Task.Run(() => HammerAsync(scope, rep, c, cancel), cancel)));
            used.Add((scope, rep, answers.Sum()));
        }
    }

    /// <summary>What the log granted is the quota.</summary>
    public void Require(RunningAudit audit)
    {
        foreach (var (scope, rep, acknowledged) in used)
        {
            var granted = audit.Granted(scope, rep);
            if (granted != Quota || acknowledged > granted)
                throw new ProofFailedException($"{rep} had {Quota} customers to claim in {scope}: granted {granted}, acknowledged {acknowledged}.");
        }
    }

    async Task OpenAsync(string scope, CancellationToken cancel)
    {
        using var client = new ArbiterClient(patience: TimeSpan.FromSeconds(5));
        for (var i = 0; ; i++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                var policy = await client.GetAsync(servers[i % servers.Count], "/api/v1/policies/default");
                policy["quotas"]!["claimsPerDay"] = Quota;
                policy["scope"] = scope;
                await client.CallAsync(HttpMethod.Put, servers[i % servers.Count], $"/api/v1/policies/{scope}", policy, ifNoneMatch: true);
                return;
            }
            catch (InvalidOperationException e) when (e.Message.Contains(": 412", StringComparison.Ordinal) || e.Message.Contains(": 409", StringComparison.Ordinal))
            {
                // An attempt that was not answered has done it.
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException || (e is InvalidOperationException && e.Message.Contains(": 503", StringComparison.Ordinal)))
            {
                await Task.Delay(100, cancel);
            }
        }
    }

    /// <summary>Customers that this client was told are the rep's.</summary>
    async Task<int> HammerAsync(string scope, string rep, int client, CancellationToken cancel)
    {
        using var http = new ArbiterClient(patience: TimeSpan.FromSeconds(3));
        var random = new Random(unchecked(seed * 31 + round * Clients + client));
        var (mine, refused) = (0, 0);
        for (var n = 0; refused < RefusalsEach && n < KeysEach; n++)
        {
            var claim = new Operation
            {
                Id = $"q-{scope}-{rep}-{client}-{n}",
                Client = client,
                Act = Act.Claim,
                Rep = rep,
                Scope = scope,
                Keyed = true,
                Keys = [FirstKey + ((round * 2 + (rep == company.Reps[0] ? 0 : 1)) * Clients + client) * KeysEach + n],
            };
            while (!cancel.IsCancellationRequested)
            {
                var attempt = await http.SendAsync(servers[random.Next(servers.Count)], claim, company.Token(null), cancel);
                // A server that does not know the scope yet says that there is none.
                if (attempt.Answer is not { Status: 200, Kind: var kind })
                {
                    await Task.Delay(50, cancel);
                    continue;
                }

                if (kind == "overQuota") refused++;
                else if (kind == "granted") mine++;
                else throw new ProofFailedException($"A claim on a customer of its own was {kind}: {claim}");
                break;
            }

            cancel.ThrowIfCancellationRequested();
        }

        return mine;
    }
}
