using System.Text.Json;
using Arbiter.Engine.Codec;
using Arbiter.Engine.Journal;

namespace Arbiter.Engine.Relay;

/// <summary>What the leader says to a command: an answer, or why there is none.</summary>
/// <param name="Executed">Meant only without a fault.</param>
/// <param name="IsUnwell">The leader cannot decide at all now: it is not to be asked further.</param>
readonly record struct Reply(Executed Executed, Exception? Fault = null, bool IsUnwell = false)
{
    /// <summary>Writes members into an object that the caller has opened.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Fault is null)
        {
            json.WriteNumber("seq"u8, Executed.Seq);
            if (Executed.Replayed) json.WriteBoolean("replayed"u8, true);
            json.WritePropertyName("outcome"u8);
            json.WriteRawValue(OutcomeJson.Write(Executed.Outcome), skipInputValidation: true);
            return;
        }

        var (fault, after) = Fault switch
        {
            OverloadedException e => ("overloaded", e.RetryAfter),
            UnstorableException => ("unstorable", TimeSpan.Zero),
            UnknownCommandException => ("unknown", TimeSpan.Zero),
            UnavailableException e => ("unavailable", e.RetryAfter),
            _ => ("unavailable", TimeSpan.FromSeconds(1)),
        };
        json.WriteString("fault"u8, fault);
        json.WriteNumber("retryAfterMs"u8, (long)after.TotalMilliseconds);
        // Of faults that are not ours, messages can hold personal data.
        json.WriteString("why"u8, Fault is UnavailableException or UnstorableException ? Fault.Message : Fault.GetType().Name);
        if (IsUnwell) json.WriteBoolean("unwell"u8, true);
    }

    /// <exception cref="Exception">It is no reply.</exception>
    public static Reply Read(JsonElement json)
    {
        if (!json.TryGetProperty("fault"u8, out var fault))
            return new Reply(new Executed(OutcomeJson.Read(json.GetProperty("outcome"u8)), json.GetProperty("seq"u8).GetInt64(), json.TryGetProperty("replayed"u8, out _)));
        var after = TimeSpan.FromMilliseconds(json.GetProperty("retryAfterMs"u8).GetInt64());
        var why = json.GetProperty("why"u8).GetString()!;
        Exception said = fault.GetString() switch
        {
            "overloaded" => new OverloadedException(after),
            "unstorable" => new UnstorableException(why),
            "unknown" => new UnknownCommandException(),
            _ => new UnavailableException(why, after),
        };
        return new Reply(default, said, json.TryGetProperty("unwell"u8, out _));
    }
}

/// <summary>The leader does not understand this command. Nothing happened.</summary>
sealed class UnknownCommandException : Exception;
