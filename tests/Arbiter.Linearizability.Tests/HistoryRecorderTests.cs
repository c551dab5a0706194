namespace Arbiter.Linearizability.Tests;

public class HistoryRecorderTests
{
    [Fact]
    public void Records_from_many_threads()
    {
        var recorder = new HistoryRecorder();
        Parallel.For(0, 200, i => recorder.Begin(Asked.LookUp, $"rep-{i}", [$"key-{i % 7}"]).Answered(new OwnershipAnswer("free")));
        Assert.Equal(200, recorder.History().Count);
        Assert.All(recorder.History(), o => Assert.True(o.Call <= o.Return));
        recorder.MustBeLinearizable("unused.jsonl");
    }

    [Fact]
    public void An_operation_without_an_answer_is_unknown()
    {
        var recorder = new HistoryRecorder();
        recorder.Begin(Asked.Claim, "ann", ["a"]);
        Assert.Equal(Operation<OwnershipOperation>.Never, Assert.Single(recorder.History()).Return);
    }

    [Fact]
    public void A_failure_leaves_the_history_behind()
    {
        var tick = 0L;
        var recorder = new HistoryRecorder(() => tick++);
        recorder.Begin(Asked.Claim, "ann", ["a"]).Answered(new OwnershipAnswer("granted", "ann", 1));
        recorder.Begin(Asked.Claim, "bob", ["a"]).Answered(new OwnershipAnswer("granted", "bob", 1));
        recorder.Begin(Asked.Transfer, null, ["a"], "cat");
        var file = Path.GetTempFileName();
        try
        {
            var thrown = Assert.Throws<NotLinearizableException>(() => recorder.MustBeLinearizable(file));
            Assert.Contains("NOT LINEARIZABLE", thrown.Message);
            Assert.Equal(recorder.History().Select(o => o.ToString()), HistoryRecorder.Read(file).Select(o => o.ToString()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Claims_over_several_keys_tie_them_together()
    {
        var recorder = new HistoryRecorder();
        recorder.Begin(Asked.Claim, "ann", ["a", "b"]);
        recorder.Begin(Asked.Claim, "ann", ["c"]);
        recorder.Begin(Asked.Claim, "ann", ["d", "b"]);
        recorder.Begin(Asked.LookUp, "ann", ["d"]);
        Assert.Equal([3, 1], OwnershipHistory.Partition(recorder.History()).Select(piece => piece.Count));
    }
}
