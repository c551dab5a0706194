using System.Globalization;
using Arbiter.Proofs.Processes;

namespace Arbiter.Proofs.Chaos;

/// <summary>What a long proof goes through, and what it insists on.</summary>
/// <param name="Length">Of the disturbances; starting, and checking what is left, come on top.</param>
/// <param name="Recovery">After a kill, claims on the keys of the killed server are answered within this.</param>
public sealed record ChaosPlan(TimeSpan Length, TimeSpan Recovery)
{
    const string MinutesSetting = "ARBITER_PROOF_MINUTES";

    /// <summary>From so long on it is the proof of the promise and nothing else should run beside it; below it is a check in every build, on a busy machine.</summary>
    static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    public int Servers { get; init; } = 3;

    public int Subscribers { get; init; } = 200;

    /// <summary>Each server's engine; null: the local one.</summary>
    public Func<int, EngineChoice?> Engine { get; init; } = _ => null;

    /// <summary>A random server is killed this often; network faults lie in between.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>99 of 100 attempts at the others are over within this after a kill. Null: nobody can tell on a machine that is busy with other things, too.</summary>
    public TimeSpan? Others => IsLong ? TimeSpan.FromMilliseconds(250) : null;

    /// <summary>What a killed server's keys wait at the most; a busy machine has longer.</summary>
    public TimeSpan RecoveryLimit => IsLong ? Recovery : Recovery + TimeSpan.FromSeconds(5);

    public bool IsLong => Length >= Long;

    /// <summary>Two minutes, or as many as asked for.</summary>
    public static ChaosPlan Of(TimeSpan recovery) =>
        new(TimeSpan.FromMinutes(double.TryParse(Environment.GetEnvironmentVariable(MinutesSetting), CultureInfo.InvariantCulture, out var minutes) ? minutes : 2), recovery);
}
