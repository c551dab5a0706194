namespace Arbiter.Domain.FollowUps;

/// <summary>What was done for a customer. Which kinds count is the policy's to say.</summary>
public enum FollowUpKind : byte
{
    Note = 1,
    CallMissed = 2,
    MessageSent = 3,
    Call = 4,
    Meeting = 5,
    Quote = 6,
    Sample = 7,
    MessageAnswered = 8,
}

/// <summary>Where business with a customer stands; decides how long a counted follow-up protects.</summary>
public enum Opportunity : byte
{
    None = 0,
    Open = 1,
    Won = 2,
}
