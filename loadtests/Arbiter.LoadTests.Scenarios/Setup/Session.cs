using System.Net.Http.Headers;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.Setup;

/// <summary>A server that is ready to be loaded.</summary>
/// <param name="Target">Where it listens.</param>
/// <param name="AdminToken">Reads the feed and prepares the run.</param>
/// <param name="ChannelToken">Claims on behalf of the reps.</param>
/// <param name="Seed">Chooses customers, names and reps.</param>
/// <param name="Identifiers">What a claim carries.</param>
public sealed record Session(Target Target, string AdminToken, string ChannelToken, int Seed, Identifiers Identifiers)
{
    long nextKey;

    /// <summary>The servers that share the load; all on one store.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [Target];

    /// <summary>Encodes claims for this server.</summary>
    public ClaimWriter Writer { get; } = new(Target, ChannelToken, Seed, Identifiers);

    /// <summary>
    /// Customers that no other run of this session claims. Runs that follow each other on one server so never meet, and each can take
    /// its customers for new.
    /// </summary>
    public long TakeKeys(long count)
    {
        var first = nextKey;
        nextKey += count;
        return nextKey <= PhoneNumbers.Count ? first : throw new InvalidOperationException("All phone numbers are used up.");
    }

    /// <summary>A client for what is not load: signed in as the admin.</summary>
    public HttpClient OpenAdmin() => OpenAdmin(Target, AdminToken);

    /// <summary>A client signed in with a token.</summary>
    public static HttpClient OpenAdmin(Target target, string token)
    {
        var http = new HttpClient { BaseAddress = target.Address, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
