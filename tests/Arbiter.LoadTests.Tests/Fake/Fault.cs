namespace Arbiter.LoadTests.Tests.Fake;

/// <summary>What a fake server does wrong, so that the load tests can show that they notice.</summary>
public enum Fault
{
    None,
    GrantTwice,
    NameWrongOwner,
    LoseEvent,
    RepeatEvent,
    GrantWithoutRuling,
    Overload,
    CloseConnections,
    AnswerNonsense,
    AnswerLate,

    /// <summary>Is ready a moment before it knows its first token.</summary>
    KnowTokenLate,
}
