namespace Arbiter.Engine.Journal;

/// <summary>Hears of what this process commits, in log order, each record once, before those who asked for it have their answers.</summary>
public interface ICommitListener
{
    /// <summary>Whether anybody is there to be told: nothing is made up for nobody.</summary>
    bool Listens { get; }

    /// <summary>Called between turns: must be quick.</summary>
    void Hear(LogPiece committed);
}
