using System.Collections.Immutable;
using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Arbiter.Server.Tests.Access;

/// <summary>A good token is never called a bad one: not while the tokens are still to be read, and not at the moment in which they were.</summary>
public sealed class TokensWhileStarting
{
    const string Token = "a-token-of-the-test";

    [Theory]
    [InlineData(int.MaxValue, 503)]
    [InlineData(2, 503)]
    [InlineData(1, 503)]
    [InlineData(0, 200)]
    public async Task Whoever_asks_is_let_in_or_told_to_come_again(int readsBefore, int status)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = "Bearer " + Token;
        http.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0, new EndpointMetadataCollection(new AllowRoles([Role.Admin])), null));

        await new AccessMiddleware(_ => Task.CompletedTask, new TokenIndex(new Awakening(readsBefore))).InvokeAsync(http);

        Assert.Equal(status, http.Response.StatusCode);
    }

    /// <summary>Knows its tokens after so many looks at them.</summary>
    sealed class Awakening(int readsBefore) : IArbiterEngine
    {
        static readonly AccessToken Admin = new("1", "admin", Role.Admin, null, TokenIndex.Sha256(Token), DateTimeOffset.UnixEpoch, null);
        int reads;

        public Reference Reference =>
            reads++ < readsBefore ? Reference.Empty : Reference.Empty with { Tokens = ImmutableDictionary<string, AccessToken>.Empty.Add(Admin.Id, Admin) };

        public EngineHealth Health => new(reads > readsBefore, "starting");

        public Task<Executed> ExecuteAsync(Command command, Engine.Request? request = null) => throw new NotSupportedException();
    }
}
