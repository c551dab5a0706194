using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Engine.Local;
using Arbiter.Orleans.Wire;
using Orleans.Runtime;

namespace Arbiter.Orleans.Grains;

/// <summary>
/// The one turn service of a silo: all its grains' commands are decided by one core and committed in one batch after another, by the same code as without Orleans.
/// A grain decides <em>where</em> a turn runs, and nothing else.
/// </summary>
sealed class SiloTurns(LocalEngine engine, ILocalSiloDetails silo)
{
    /// <summary>This silo, for answers that say where they were decided.</summary>
    public SiloAddress Here => silo.SiloAddress;

    public async Task<Told> DecideAsync(Asked asked, bool sayWhere = false)
    {
        var where = sayWhere ? Here : null;
        try
        {
            return new Told(await engine.ExecuteAsync(asked.Command, asked.Request).ConfigureAwait(false), Silo: where);
        }
        catch (OverloadedException e)
        {
            return new Told(default, Fault.Overloaded, RetryAfter: e.RetryAfter, Silo: where);
        }
        catch (UnstorableException e)
        {
            return new Told(default, Fault.Unstorable, e.Message, Silo: where);
        }
        catch (UnavailableException e)
        {
            return new Told(default, Fault.Unavailable, e.Message, e.RetryAfter, where);
        }
    }
}
