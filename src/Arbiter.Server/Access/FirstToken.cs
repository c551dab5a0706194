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

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            if (!engine.Health.Ready) continue;
            if (!engine.Reference.Tokens.IsEmpty) return;
            try
            {
                await IssueAsync();
                return;
            }
            catch (Exception e) when (e is UnavailableException or OverloadedException)
            {
                // Not yet; the next tick tries again.
            }
        }
    }

    async Task IssueAsync()
    {
        var preset = configuration[Setting];
        var (token, sha256) = string.IsNullOrEmpty(preset) ? TokenIndex.Create() : (preset, TokenIndex.Sha256(preset));
        var issued = new AccessToken("t-" + sha256[..12], "first admin", Role.Admin, null, sha256, time.NowMs(), null);
        await engine.ExecuteAsync(new IssueToken(issued, "arbiter"));
        if (string.IsNullOrEmpty(preset)) Console.WriteLine($"\nFirst start. Admin token, shown only now:\n\n    {token}\n");
    }
}
