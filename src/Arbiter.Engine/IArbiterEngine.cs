using Arbiter.Domain;
using Arbiter.Domain.Claims;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine;

/// <summary>The one seam between the world and the decisions. Everything that changes an ownership comes through here.</summary>
public interface IArbiterEngine
{
    /// <summary>
    /// Decides <paramref name="command"/> and returns after its commit. <paramref name="request"/> makes a retry get the first answer.
    /// </summary>
    /// <exception cref="OverloadedException">Too much is waiting already. Nothing happened.</exception>
    /// <exception cref="UnstorableException">The store cannot keep what the command brings. Nothing happened, nor will it next time.</exception>
    /// <exception cref="UnavailableException">The store could not be reached or did not answer; the outcome may be open.</exception>
    Task<Executed> ExecuteAsync(Command command, Request? request = null);

    /// <summary>Policies, roster and tokens as this process knows them to be committed.</summary>
    Reference Reference { get; }

    /// <summary>Whether commands can be decided now; when not, why.</summary>
    EngineHealth Health { get; }
}

/// <summary>What makes two requests the same: the caller's key, and a digest of what was asked.</summary>
/// <param name="AnewAfterRejection">
/// Rejections are not remembered: whoever asks again is decided anew. For rows of imports, whose file is sent again once the roster is right. Everywhere else they stand: an attempt
/// still under way could otherwise be carried out after its client was told that it cannot be.
/// </param>
public readonly record struct Request(RequestKey Key, UInt128 Digest, bool AnewAfterRejection = false)
{
    /// <summary>Whether retries get this outcome again. One that says when to come again does not stand: who comes then is decided anew.</summary>
    public bool Stands(Outcome outcome) => outcome is not Rejected { Why: var why } || (!AnewAfterRejection && why != Rejection.LookUpQuota);
}

/// <summary>An answer and the log position it stands on. <paramref name="Replayed"/>: it was given before, to the same request.</summary>
public readonly record struct Executed(Outcome Outcome, long Seq, bool Replayed = false);

/// <summary>Whether the engine decides; <paramref name="Why"/> is for the people who run it.</summary>
public readonly record struct EngineHealth(bool Ready, string Why);

/// <summary>Every place is taken. Nothing was decided; try again after <see cref="RetryAfter"/>.</summary>
public sealed class OverloadedException(TimeSpan retryAfter) : Exception("Too many commands are waiting.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The store does not answer. Whether the command happened is open; the same request may be sent again.</summary>
public sealed class UnavailableException(string why, TimeSpan retryAfter) : Exception(why)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
