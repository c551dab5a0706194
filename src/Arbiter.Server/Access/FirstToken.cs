using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Engine;

namespace Arbiter.Server.Access;

/// <summary>
/// Lets the first admin in: a log without tokens gets one, printed once. <c>ARBITER_ADMIN_TOKEN</c> sets it instead, for machines that are set up by machines;
/// then nothing is printed.
/// </summary>
public sealed class FirstToken(IArbiterEngine engine, TimeProvider time, IConfiguration configuration)
{
    public const string Setting = "ARBITER_ADMIN_TOKEN";

    /// <summary>Made once: after an attempt whose outcome is open it may be the one that works.</summary>
    (string Token, AccessToken Issued)? made;

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            if (!engine.Health.Ready) continue;
            if (!engine.Reference.Tokens.IsEmpty)
            {
                if (made is { } mine && !engine.Reference.Tokens.ContainsKey(mine.Issued.Id))
                    Console.WriteLine("The admin token above does not work: another server was first, and has shown its own.");
                return;
            }

            try
            {
                await engine.ExecuteAsync(new IssueToken((made ??= Make()).Issued, "arbiter"));
                return;
            }
            catch (Exception e) when (e is UnavailableException or OverloadedException)
            {
                // Not yet; the next tick tries again.
            }
        }
    }

    /// <summary>Shown before it works: a process that ends between the two would leave a log that nobody gets into.</summary>
    (string Token, AccessToken Issued) Make()
    {
        var preset = configuration[Setting];
        var (token, sha256) = string.IsNullOrEmpty(preset) ? TokenIndex.Create() : (preset, TokenIndex.Sha256(preset));
        if (string.IsNullOrEmpty(preset)) Console.WriteLine($"\nFirst start. Admin token, shown only now; it works as soon as the server is ready:\n\n    {token}\n");
        return (token, new AccessToken("t-" + sha256[..12], "first admin", Role.Admin, null, sha256, time.NowMs(), null));
    }
}
