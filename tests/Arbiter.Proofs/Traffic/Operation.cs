using System.Text.Json;
using System.Text.Json.Serialization;

namespace Arbiter.Proofs.Traffic;

/// <summary>What a client asked for.</summary>
public enum Act
{
    Claim,
    Release,
    Transfer,
    LookUp,

    /// <summary>Of <see cref="Operation.Customer"/> into <see cref="Operation.Into"/>.</summary>
    Merge,
    Unmerge,

    /// <summary>Of the one key: it decides nothing from then on, whether or not a customer has it.</summary>
    Mark,
    Unmark,
}

/// <summary>What became of it, as far as its client can tell.</summary>
public enum Fate
{
    Pending,
    Answered,

    /// <summary>No answer came: it may have happened, or may still.</summary>
    Unknown,

    /// <summary>It never reached a server.</summary>
    NotHappened,
}

/// <summary>What the server said. <paramref name="Kind"/>: the verdict, a look-up's status, <c>accepted</c>, or the code of a problem.</summary>
public sealed record Answer(int Status, string Kind, Guid? Customer = null, string? Owner = null, int Epoch = 0, long Seq = 0, bool Replayed = false)
{
    /// <summary>When the ownership began that the answer grants or hands over.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of a claim or look-up: a bit for each of its keys, set where the key is said to be marked as shared.</summary>
    public int? Marked { get; init; }

    public bool IsMarked(int place) => (Marked >> place & 1) == 1;
}

/// <summary>One call of one client: what it asked, when, and what came back. Times are of the monotonic clock, retries included.</summary>
public sealed record Operation
{
    static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Unique over the run. Claims carry it as their channel, so that their events can be told apart in the log.</summary>
    public required string Id { get; init; }

    public required int Client { get; init; }

    /// <summary>Which keys were in use when it was called; see <see cref="TrafficPlan.OperationsPerGeneration"/>. Keys of different generations have nothing to do with each other.</summary>
    public int Generation { get; init; }

    public required Act Act { get; init; }

    /// <summary>For a claim, who claims; else whose token is used. Null: the admin's.</summary>
    public string? Rep { get; init; }

    /// <summary>Null: <c>default</c>.</summary>
    public string? Scope { get; init; }

    public int[] Keys { get; init; } = [];

    public Guid? Customer { get; init; }

    /// <summary>A key that <see cref="Customer"/> was first claimed by.</summary>
    public int? About { get; init; }

    /// <summary>What a customer is merged into, and a key that this was first claimed by.</summary>
    public Guid? Into { get; init; }

    public int? IntoKey { get; init; }

    public string? To { get; init; }

    /// <summary>Sent with an Idempotency-Key, and again and again until there is an answer.</summary>
    public bool Keyed { get; init; }

    public long Called { get; init; }

    public long Returned { get; init; } = long.MaxValue;

    public Fate Fate { get; init; }

    public int Attempts { get; init; }

    /// <summary>Index of the server that gave the answer.</summary>
    public int Server { get; init; }

    public Answer? Answer { get; init; }

    /// <summary>One line of a history file.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
