using Orleans.Storage;

namespace TextbookOrleans;

/// <summary>The body of a claim, as Arbiter's API has it.</summary>
public sealed record ClaimBody(string Rep, string? Channel, IdentifierBody[] Identifiers);

/// <summary>What somebody typed of a customer.</summary>
public sealed record IdentifierBody(string Kind, string Value);

/// <summary><c>POST /api/v1/claims</c>, for the part of Arbiter's API that is compared: one identifier, no tokens, no policies, no feed.</summary>
static class ClaimsApi
{
    public static void MapClaims(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/claims", ClaimAsync);
        routes.MapGet("/readyz", () => "ready");
    }

    static async Task<IResult> ClaimAsync(ClaimBody claim, IGrainFactory grains)
    {
        if (claim.Identifiers is not [var identifier]) return Results.StatusCode(StatusCodes.Status422UnprocessableEntity);
        try
        {
            return Results.Ok(await grains.GetGrain<ICustomerGrain>($"{identifier.Kind}|{identifier.Value}").ClaimAsync(claim.Rep));
        }
        catch (InconsistentStateException)
        {
            // Somebody else wrote: the grain is thrown away, and the next call reads what is there.
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
