using Arbiter.Domain;
using Arbiter.Engine;
using Arbiter.Server.Access;
using Arbiter.Server.Claims;
using Arbiter.Server.Json;
using Arbiter.Server.Problems;

namespace Arbiter.Server.Roster;

/// <summary>Carries out a change of policies, roster or tokens, or answers with the problem that was found before.</summary>
static class ReferenceChange
{
    public static async Task ExecuteAsync(
        HttpContext http, Decisions decisions, UInt128 digest, Problem? problem, Func<string, Command> command)
    {
        var caller = Caller.Of(http);
        Request? request = null;
        problem ??= RequestKeys.Read(http, caller, digest, out request);
        Executed executed = default;
        if (problem is null) (executed, problem) = await decisions.AskAsync(command(caller.Actor), request);
        await (problem is not null ? problem.WriteAsync(http) : Respond.ObjectAsync(http, executed, RulingJson.WriteMembers));
    }
}
