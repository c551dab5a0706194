namespace Arbiter.Server;

/// <summary>What every endpoint says about itself.</summary>
public static class EndpointExtensions
{
    /// <summary>Places for big requests: so many at work at once, so many waiting, further ones get 429.</summary>
    public const string BatchPlaces = "batches";

    /// <summary>For the OpenAPI document.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string summary, string description) =>
        endpoint.WithSummary(summary).WithDescription(description).ProducesProblem(401).ProducesProblem(403);

    /// <summary>For the OpenAPI document, with the body it takes.</summary>
    public static RouteHandlerBuilder Describe<TBody>(this RouteHandlerBuilder endpoint, string summary, string description) where TBody : notnull =>
        endpoint.Describe(summary, description).WithMetadata(new Microsoft.AspNetCore.Http.Metadata.AcceptsMetadata(["application/json"], typeof(TBody)))
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);

    public static RouteHandlerBuilder RequireBatchPlace(this RouteHandlerBuilder endpoint) => endpoint.RequireRateLimiting(BatchPlaces);
}
