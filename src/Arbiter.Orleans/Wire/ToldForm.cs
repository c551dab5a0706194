using Arbiter.Engine;
using Arbiter.Engine.Codec;
using Orleans;
using Orleans.Runtime;

namespace Arbiter.Orleans.Wire;

/// <summary>An answer between silos: in the form in which answers are remembered for retries. The numbers are on the wire: add to them, never renumber. 1 and 2 are used up.</summary>
[GenerateSerializer, Alias("arbiter.told")]
public struct ToldForm
{
    [Id(0)] public string? Outcome;
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
        if (value.Executed.Outcome is { } outcome) form.Outcome = OutcomeJson.Write(outcome);
        return form;
    }

    public Told ConvertFromSurrogate(in ToldForm form)
    {
        var outcome = form.Outcome is { } text ? OutcomeJson.Read(text) : null;
        return new Told(outcome is null ? default : new Executed(outcome, form.Seq, form.Replayed), form.Fault, form.Why, form.RetryAfter, form.Silo);
    }
}
