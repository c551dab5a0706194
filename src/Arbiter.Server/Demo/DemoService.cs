using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Roster;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Arbiter.Server.Demo;

/// <summary>The token of this process by which the page is shown; null until the company is there.</summary>
sealed class DemoSession
{
    public volatile string? AuditorToken;
}

/// <summary>Once the server decides: issues this process' tokens, puts the company in, and has its day begin.</summary>
sealed class DemoService(
    IArbiterEngine engine, IServer server, DemoSession session, ServeOptions options, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<DemoService> log) : BackgroundService
{
    const string NamePrefix = "demo: ";

    const string NotHere = "This database belongs to a company that is not the demo's: invented customers have no place in it. Give --demo a database of its own, or none.";

    /// <summary>Where the demo has been, it has left tokens, revoked or not; where nobody has been, there is the first admin and nobody else.</summary>
    bool IsSomebodyElses => engine.Reference is var known && !known.Tokens.Values.Any(t => t.Name.StartsWith(NamePrefix, StringComparison.Ordinal))
        && (known.Tokens.Count > 1 || !known.Roster.Reps.IsEmpty);

    protected override async Task ExecuteAsync(CancellationToken cancel)
    {
        try
        {
            var address = await StartedAsync(cancel);
            if (IsSomebodyElses)
            {
                log.LogCritical("{Reason}", NotHere);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }

            using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
            var api = new DemoApi(client);
            await RevokeEarlierAsync();
            var admin = await IssueAsync("admin", Role.Admin, null);
            var seeded = await new DemoSeed(api, admin).RunAsync(cancel);
            if (seeded.Failure is not null) throw new InvalidOperationException("The demo company was refused: " + seeded.Failure);
            var reps = new Dictionary<string, string>();
            foreach (var rep in DemoCompany.SignedIn) reps[rep] = await IssueAsync(rep, Role.Rep, new RepId(rep));
            var tokens = new DemoTokens(await IssueAsync("channels", Role.Channel, null), admin, reps);
            session.AuditorToken = await IssueAsync("page", Role.Auditor, null);
            Console.WriteLine($"\nThe demo company is at work. Look at it: {address}\n");
            await new DemoTraffic(api, tokens, options.Seed, time).RunAsync(cancel);
            Console.WriteLine("The demo's day is over; the page stays. Start again for another day.");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server ends.
        }
        catch (Exception e)
        {
            // A demo that fails must not take the server with it.
            log.LogError("The demo ended: {Fault}", e is InvalidOperationException ? e.Message : e.GetType().Name);
        }
    }

    /// <summary>Waits until the server listens and decides, and the first admin has their token. Returns an address at which this machine reaches it.</summary>
    async Task<Uri> StartedAsync(CancellationToken cancel)
    {
        while (!lifetime.ApplicationStarted.IsCancellationRequested || !engine.Health.Ready || engine.Reference.Tokens.IsEmpty)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal)) ?? addresses.First();
        var parsed = BindingAddress.Parse(address);
        var host = parsed.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "localhost" : parsed.Host;
        return new UriBuilder(parsed.Scheme, host, parsed.Port).Uri;
    }

    /// <summary>Tokens of an earlier process: nobody has them any more.</summary>
    async Task RevokeEarlierAsync()
    {
        foreach (var token in engine.Reference.Tokens.Values.Where(t => t.RevokedAt is null && t.Name.StartsWith(NamePrefix, StringComparison.Ordinal)))
            await engine.ExecuteAsync(new RevokeToken(token.Id, "arbiter"));
    }

    async Task<string> IssueAsync(string name, Role role, RepId? rep)
    {
        var (secret, sha256) = TokenIndex.Create();
        var token = new AccessToken("t-" + sha256[..12], NamePrefix + name, role, rep, sha256, time.NowMs(), null);
        await engine.ExecuteAsync(new IssueToken(token, "arbiter"));
        return secret;
    }
}
