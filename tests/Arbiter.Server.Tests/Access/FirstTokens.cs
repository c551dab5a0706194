using Arbiter.Domain;
using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Microsoft.Extensions.Configuration;

namespace Arbiter.Server.Tests.Access;

/// <summary>The first token is shown once, so it has to be the one that works, however the first attempts to issue it end.</summary>
public sealed class FirstTokens
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task An_attempt_whose_outcome_is_open_is_not_followed_by_another_token(bool happened, int attempts)
    {
        var engine = new Uncertain(happened);

        await new FirstToken(engine, TimeProvider.System, new ConfigurationBuilder().Build()).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(attempts, engine.Asked.Count);
        Assert.Single(engine.Asked.Distinct());
        Assert.Equal(engine.Asked[0], Assert.Single(engine.Reference.Tokens.Keys));
    }

    /// <summary>Loses the first answer, after the deed or before it.</summary>
    sealed class Uncertain(bool happens) : IArbiterEngine
    {
        public List<string> Asked { get; } = [];

        public Reference Reference { get; private set; } = Reference.Empty;

        public EngineHealth Health => new(true, "");

        public Task<Executed> ExecuteAsync(Command command, Engine.Request? request = null)
        {
            var token = ((IssueToken)command).Token;
            Asked.Add(token.Id);
            var first = Asked.Count == 1;
            if (!first || happens) Reference = Reference with { Tokens = Reference.Tokens.Add(token.Id, token) };
            return first ? throw new UnavailableException("The answer is lost.", TimeSpan.Zero) : Task.FromResult(new Executed(new Accepted(DateTimeOffset.UnixEpoch), 1));
        }
    }
}
