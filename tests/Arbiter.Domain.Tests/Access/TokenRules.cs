using Arbiter.Domain.Access;
using Arbiter.Domain.Claims;

namespace Arbiter.Domain.Tests.Access;

/// <summary>Somebody can always get in.</summary>
public class TokenRules
{
    readonly World world = new();

    [Fact]
    public void The_last_admin_token_that_works_is_not_revoked()
    {
        Issue("first", Role.Admin);
        Issue("boss", Role.Manager);
        Assert.Equal(new Rejected(Rejection.LastAdminToken), Revoke("first"));
        Assert.Empty(world.Events);

        Issue("second", Role.Admin);
        Assert.IsType<Accepted>(Revoke("first"));
        Assert.Equal(new Rejected(Rejection.LastAdminToken), Revoke("second"));
        Assert.IsType<Accepted>(Revoke("boss"));
    }

    void Issue(string id, Role role) => world.Change(new IssueToken(new AccessToken(id, id, role, null, "00", World.Monday, null), "boss"));

    Outcome Revoke(string id) => world.Change(new RevokeToken(id, "boss"));
}
