using System.Text.Json;

namespace Arbiter.LoadTests.Constant;

/// <summary>Answers every claim with the same ruling, after reading and parsing the claim as a real server must.</summary>
public static class ConstantRuling
{
    // As long as a real ruling with three identifiers and several reasons: some 700 bytes.
    static readonly byte[] answer =
        """
        {"verdict":"granted","reasons":[{"rule":"firstClaim"},{"rule":"protected","until":"2026-11-28T09:00:00.000Z"},
        {"rule":"dailyQuota","limit":20,"until":"2026-11-22T00:00:00.000Z"},{"rule":"holdingsQuota","limit":200}],
        "customer":"019a3c0e-7b1c-7d3e-9d0a-5b0f4b7e2a11","owner":"rep-01","epoch":1,
        "ownedSince":"2026-11-21T09:00:00.000Z","protectedUntil":"2026-11-28T09:00:00.000Z",
        "conflict":"019a3c0e-7b1c-7d3e-9d0a-5b0f4b7e2a12","seq":4711,"at":"2026-11-21T09:00:00.000Z","policyVersion":1,
        "identifiers":[{"index":0,"kind":"phone","strength":"hard"},{"index":1,"kind":"company","strength":"hard"},
        {"index":2,"kind":"email","strength":"shared","refused":"freeMailDomain"}]}
        """u8.ToArray();

    /// <summary>Adds <c>POST /api/v1/claims</c>.</summary>
    public static void MapConstantRuling(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/claims", Answer);

    static async Task Answer(HttpContext http)
    {
        using var claim = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        if (!claim.RootElement.TryGetProperty("identifiers", out var identifiers) || identifiers.GetArrayLength() == 0)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }
}
