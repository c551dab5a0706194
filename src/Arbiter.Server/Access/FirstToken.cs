using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Engine;
using Arbiter.Server.Hosting;

namespace Arbiter.Server.Access;

/// <summary>
/// Lets the first admin in: a log without tokens gets one, printed once. <c>ARBITER_ADMIN_TOKEN</c> sets it instead, for machines that are set up by machines;
/// then nothing is printed.
/// </summary>
public sealed class FirstToken(IArbiterEngine engine, TimeProvider time, IConfiguration configuration)
{
    public const string Setting = "ARBITER_ADMIN_TOKEN";

    const int ShortestPreset = 16;

    /// <summary>The first admin's token where it is given; without the line end that files of secrets have. Null when it is to be made up.</summary>
    /// <exception cref="SettingException">Nobody could sign in with it, or anybody.</exception>
    public static string? PresetOf(IConfiguration configuration)
    {
        var preset = configuration[Setting]?.Trim();
        if (string.IsNullOrEmpty(preset)) return null;
        return preset.Length is >= ShortestPreset and <= TokenIndex.LongestToken && preset.All(c => c is > ' ' and <= '~')
            ? preset
            : throw new SettingException($"{Setting}: give {ShortestPreset} to {TokenIndex.LongestToken} letters, digits and signs of ASCII, without spaces; or leave it out, and one is made up.");
    }

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
        var preset = PresetOf(configuration);
        var (token, sha256) = preset is null ? TokenIndex.Create() : (preset, TokenIndex.Sha256(preset));
        if (preset is null) Console.WriteLine($"\nFirst start. Admin token, shown only now; it works as soon as the server is ready:\n\n    {token}\n");
        return (token, new AccessToken("t-" + sha256[..12], "first admin", Role.Admin, null, sha256, time.NowMs(), null));
    }
}
