using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;
using Arbiter.Simulation.Store;

namespace Arbiter.Simulation.Replicas;

/// <summary>
/// One append on its way: to the store, through its lock, past the head (or back to the replica to be decided again), into the log, and back with word of it.
/// It can be cut off between any two of those steps.
/// </summary>
sealed class AppendPath(World world, Replica replica, Batch batch)
{
    bool asking;
    bool died;
    bool over;

    bool MustRebase => batch.IsDraft || world.Store.MustRebase(batch);

    public void Start() => world.AfterDelay(Arrive);

    /// <summary>The replica died. What the store was told already may still happen; what it still had to ask will not.</summary>
    public void ProcessDied()
    {
        died = true;
        if (over) return;
        // One process owns its file: nothing of it is written after it died. A server may go on with what was sent.
        if (asking || world.Dice.Chance(500)) Abort();
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
            Break("clock skew");
            return;
        }

        if (!MustRebase) world.AfterDelay(Write);
        else if (died) Abort();
        else AskAgain();
    }

    void AskAgain()
    {
        asking = true;
        var tail = world.Store.Tail(batch.Expected.Seq, int.MaxValue, world.Options.TellsKeys);
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

            var wasDraft = batch.IsDraft;
            batch = replica.Core.Rebase(world.Lies.Tail(tail), changed);
            world.Coverage.Rebases++;
            replica.IsContended = tail.Count > 0;
            if (wasDraft) world.Coverage.Count(tail.Count > 0 ? "draft rebased" : "draft with nothing before it");
            world.Note($"r{replica.Number} rebase past {tail.Count} records: {batch.Events.Count} events");
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
            End();
            var end = sealedRecords[^1];
            Reply(() => replica.Core.Committed(new Appended(new LogHead(end.Seq, end.Hash), sealedRecords)));
            return;
        }

        Appended appended;
        try
        {
            if (died && MustRebase) throw new FencedException("head");
            appended = world.Store.Commit(batch);
        }
        catch (FencedException fence)
        {
            world.Note($"r{replica.Number} fenced by {fence.Table}");
            world.Coverage.Fenced(fence.Table);
            End();
            Reply(() => replica.Core.Fenced());
            return;
        }

        catch (UnstorableException why)
        {
            world.Note($"r{replica.Number} refused");
            world.Coverage.Count("refused");
            End();
            // Nobody is there to be told, where it was written for one who died.
            if (!died) Reply(() => Refused(why));
            return;
        }

        world.Note($"r{replica.Number} commit {appended.Head.Seq - appended.Records.Count}+{appended.Records.Count}");
        world.Committed(batch, appended);
        if (died)
        {
            world.Coverage.CommitsAfterDeath++;
            Abort();
        }
        else if (world.Faults(world.Options.FailsAfterCommitPerMille))
        {
            if (appended.Records.Count > 0) world.Coverage.LostAfterCommit++;
            Break("append failed after the commit");
        }
        else
        {
            End();
            Reply(() => replica.Core.Committed(appended));
        }
    }

    void Refused(UnstorableException why)
    {
        if (replica.Core.Refused(why)) world.Coverage.Count("unstorable found");
    }

    void Reply(Action told) => world.AfterDelay(replica.Alive(() =>
    {
        replica.AppendEnded(this);
        replica.Post(() =>
        {
            if (replica.Up && world.Options.Mutant != Mutant.AnswersBeforeCommit) told();
        });
    }));

    void Break(string why)
    {
        End();
        world.AfterDelay(replica.Alive(() =>
        {
            replica.AppendEnded(this);
            replica.Post(() => replica.Lose(why));
        }));
    }

    void Abort() => End();

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
