using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Arbiter.LoadTests.Claims;
using Arbiter.LoadTests.Setup;
using Arbiter.LoadTests.Transport;

namespace Arbiter.LoadTests.DoubleOwner;

/// <summary>A server's answer to a claim.</summary>
/// <param name="Rep">Who claimed.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Verdict">The verdict; null without a ruling.</param>
/// <param name="Owner">Whom it names as the owner; null without a ruling.</param>
public sealed record ToldClaim(string Rep, int Status, string? Verdict, string? Owner)
{
    /// <summary>The claim won the customer.</summary>
    public bool Granted => Verdict == "granted";

    /// <inheritdoc />
    public override string ToString() => Verdict is null ? $"{Rep}: {Status}" : $"{Rep}: {Verdict}, owner {Owner}";
}

/// <summary>Claims the one customer that everything here is about.</summary>
static class Claimant
{
    const string Phone = "+8613800138000";

    public static async Task<ToldClaim> ClaimAsync(Target server, string token, int rep, CancellationToken stop)
    {
        using var http = Session.OpenAdmin(server, token);
        var claim = new JsonObject
        {
            ["rep"] = Reps.Id(rep),
            ["channel"] = "web-form",
            ["identifiers"] = new JsonArray(new JsonObject { ["kind"] = "phone", ["value"] = Phone }),
        };
        using var answer = await http.PostAsJsonAsync("api/v1/claims", claim, stop);
        if (!answer.IsSuccessStatusCode)
            return new(Reps.Id(rep), (int)answer.StatusCode, null, null);
        var ruling = await answer.Content.ReadFromJsonAsync<JsonObject>(stop);
        return new(Reps.Id(rep), (int)answer.StatusCode, (string?)ruling!["verdict"], (string?)ruling["owner"]);
    }
}
