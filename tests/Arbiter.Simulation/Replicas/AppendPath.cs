using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Replicas;

/// <summary>
/// One append on its way: to the store, through its lock, past the head (or back to the replica to be decided again), into the log, and back with word of it.
/// It can be cut off between any two of those steps. Sent behind another it finds the head that it expects, or comes back and waits for its turn; word of it comes
/// after word of the other.
/// </summary>
sealed class AppendPath(World world, Replica replica, Batch batch, AppendPath? before = null)
{
    bool behind = before is not null;
    bool asking;
    bool died;
    bool over;
    bool told;
    Action? then;

    public void Start() => world.AfterDelay(Arrive);

    /// <summary>The replica died. What the store was told already may still happen; what it still had to ask will not.</summary>
    public void ProcessDied()
    {
        died = true;
        if (over) return;
        // One process owns its file: nothing of it is written after it died. A server may go on with what was sent.
        if (asking || world.Dice.Chance(500)) End();
        else if (!world.Options.Shared) WriteNow();
    }

    void Arrive()
    {
        if (over) return;
        if (world.StoreDown || world.Faults(world.Options.FailsBeforeCommitPerMille)) Break("append failed before the commit");
        else world.Lock.Enter(this, Locked);
    }

    void Locked()
    {
        if (over) return;
        if (!died && Math.Abs(replica.ClockOffsetMs) > 1000)
        {
            world.Coverage.ClocksRefused++;
            if (behind) TakeItsTurn();
            else Break("clock skew");
            return;
        }

        if (!world.Store.MustRebase(batch, behind)) world.AfterDelay(Write);
        else if (died) End();
        else if (behind) TakeItsTurn();
        else AskAgain();
    }

    /// <summary>Not where the log ends: once the one before it is over, this one is the oldest, if its turns are not being decided again.</summary>
    void TakeItsTurn()
    {
        behind = false;
        world.Lock.Leave(this);
        world.Coverage.BehindInVain++;
        Afterwards(() => replica.Post(() =>
        {
            if (replica.Up && replica.Core.IsUnderWay(batch)) Start();
            else Tell(() => { });
        }));
    }

    void AskAgain()
    {
        asking = true;
        var tail = world.Store.Read(batch.Expected.Seq, int.MaxValue);
        var changed = tail.Any(EventReader.ConcernsReference) ? world.Store.LoadReference() : null;
        world.AfterDelay(replica.Alive(() => replica.Post(() =>
        {
            if (over) return;
            asking = false;
            if (!replica.Up)
            {
                Break("lost while the batch was decided again");
                return;
            }

            batch = replica.Core.Rebase(world.Lies.Tail(tail), changed);
            world.Coverage.Rebases++;
            world.Note($"r{replica.Number} rebase on {tail[^1].Seq}: {batch.Events.Count} events");
            world.AfterDelay(Write);
        })));
    }

    void Write()
    {
        if (over) return;
        if (world.StoreDown || world.Faults(world.Options.FailsBeforeCommitPerMille)) Break("append failed before the commit");
        else WriteNow();
    }

    void WriteNow()
    {
        if (world.Lies.LosesCommit(world.Dice) && batch.Events.Count > 0)
        {
            var sealedRecords = Sealing.Seal(world.Store.Head, batch);
            var end = sealedRecords[^1];
            Tell(() => replica.Core.Committed(new Appended(new LogHead(end.Seq, end.Hash), sealedRecords)));
            return;
        }

        Appended appended;
        try
        {
            if (died && world.Store.MustRebase(batch, behind)) throw new FencedException("head");
            appended = world.Store.Commit(batch);
        }
        catch (FencedException fence)
        {
            world.Note($"r{replica.Number} fenced by {fence.Table}");
            world.Coverage.Fenced(fence.Table);
            Tell(() => replica.Core.Fenced());
            return;
        }

        world.Note($"r{replica.Number} commit {appended.Head.Seq - appended.Records.Count}+{appended.Records.Count}");
        world.Committed(batch, appended);
        if (behind) world.Coverage.Behind++;
        if (died)
        {
            world.Coverage.CommitsAfterDeath++;
            End();
        }
        else if (world.Faults(world.Options.FailsAfterCommitPerMille))
        {
            if (appended.Records.Count > 0) world.Coverage.LostAfterCommit++;
            Break("append failed after the commit");
        }
        else
        {
            Tell(() => replica.Core.Committed(appended));
        }
    }

    void Break(string why) => Tell(() => replica.Lose(why));

    /// <summary>It is over; the replica hears so. What was sent behind another means nothing any more when its turns are being decided again.</summary>
    void Tell(Action message)
    {
        End();
        var sent = behind;
        world.AfterDelay(replica.Alive(() => Afterwards(() =>
        {
            replica.AppendEnded(this);
            replica.Post(() =>
            {
                if (replica.Up && world.Options.Mutant != Mutant.AnswersBeforeCommit && (!sent || replica.Core.IsUnderWay(batch))) message();
            });
            told = true;
            then?.Invoke();
        })));
    }

    /// <summary>When the replica was told of the one before.</summary>
    void Afterwards(Action action)
    {
        if (before is null or { told: true }) action();
        else before.then = replica.Alive(action);
    }

    void End()
    {
        over = true;
        world.Lock.Leave(this);
    }
}

/// <summary>The lock under which one append at a time numbers its events.</summary>
sealed class LogLock
{
    readonly LinkedList<(AppendPath Who, Action Then)> queue = new();

    public void Enter(AppendPath who, Action then)
    {
        queue.AddLast((who, then));
        if (queue.Count == 1) then();
    }

    public void Leave(AppendPath who)
    {
        for (var node = queue.First; node is not null; node = node.Next)
        {
            if (node.Value.Who != who) continue;
            var held = node == queue.First;
            queue.Remove(node);
            if (held && queue.First is { } next) next.Value.Then();
            return;
        }
    }
}
