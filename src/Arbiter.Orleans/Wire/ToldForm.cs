using Arbiter.Domain.Claims;
using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Orleans;
using Orleans.Runtime;

namespace Arbiter.Orleans.Wire;

/// <summary>An answer between silos: in the form in which answers are remembered for retries. The numbers are on the wire: add to them, never renumber.</summary>
[GenerateSerializer, Alias("arbiter.told")]
public struct ToldForm
{
    [Id(0)] public string? Outcome;
    [Id(1)] public byte Rejection;
    [Id(2)] public string? Quota;
    [Id(3)] public long Seq;
    [Id(4)] public bool Replayed;
    [Id(5)] public Fault Fault;
    [Id(6)] public string Why;
    [Id(7)] public TimeSpan RetryAfter;
    [Id(8)] public SiloAddress? Silo;
}

/// <summary>Writes answers for another silo and reads those of another. Used by Orleans, and only between silos.</summary>
[RegisterConverter]
public sealed class ToldConverter : IConverter<Told, ToldForm>
{
    public ToldForm ConvertToSurrogate(in Told value)
    {
        var form = new ToldForm
        {
            Seq = value.Executed.Seq,
            Replayed = value.Executed.Replayed,
            Fault = value.Fault,
            Why = value.Why,
            RetryAfter = value.RetryAfter,
            Silo = value.Silo,
        };
        if (value.Executed.Outcome is Rejected rejected) (form.Rejection, form.Quota) = ((byte)rejected.Why, Write(rejected.Quota));
        else if (value.Executed.Outcome is { } outcome) form.Outcome = OutcomeJson.Write(outcome);
        return form;
    }

    public Told ConvertFromSurrogate(in ToldForm form)
    {
        var outcome = form switch
        {
            { Outcome: { } text } => OutcomeJson.Read(text),
            { Rejection: > 0 } => new Rejected((Rejection)form.Rejection, Read(form.Quota)),
            _ => null,
        };
        return new Told(outcome is null ? default : new Executed(outcome, form.Seq, form.Replayed), form.Fault, form.Why, form.RetryAfter, form.Silo);
    }

    static string? Write(Reason? reason) => reason is { } known ? OutcomeJson.Write(Around(known)) : null;

    static Reason? Read(string? text) => text is null ? null : ((Ruling)OutcomeJson.Read(text)).Reasons[0];

    /// <summary>Reasons have a form of their own only within a ruling.</summary>
    static Ruling Around(Reason reason) => new(Verdict.OverQuota, [reason], DateTimeOffset.UnixEpoch, 0);
}
