using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Arbiter.Linearizability;

/// <summary>
/// Writes down what clients did while they do it, from any number of threads, and tells at the end whether it was linearizable. One recorder, one clock: all
/// clients must be in this process.
/// </summary>
/// <param name="clock">A clock that never goes back; by default the process's own.</param>
public sealed class HistoryRecorder(Func<long>? clock = null)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    readonly Func<long> now = clock ?? Stopwatch.GetTimestamp;
    readonly Lock gate = new();
    readonly List<Pending> operations = [];

    /// <summary>To be called right before the request is sent.</summary>
    public Pending Begin(Asked asked, string? rep, IReadOnlyList<string> keys, string? to = null)
    {
        if (keys.Count == 0) throw new ArgumentException("An operation is about at least one key.", nameof(keys));
        lock (gate)
        {
            var pending = new Pending(this, new OwnershipOperation(asked, rep, keys, to, null), now());
            operations.Add(pending);
            return pending;
        }
    }

    /// <summary>Everything so far. What has no answer yet counts as unknown.</summary>
    public IReadOnlyList<Operation<OwnershipOperation>> History()
    {
        lock (gate) return [.. operations.Select(p => p.Recorded)];
    }

    /// <summary>
    /// Checks the history. When it is not linearizable, or nobody can tell, writes it to <paramref name="file"/>, one operation a line, and throws.
    /// </summary>
    public void MustBeLinearizable(string file, bool protectionMayEnd = false)
    {
        var history = History();
        var failures = OwnershipHistory.Check(history, protectionMayEnd);
        if (failures.Count == 0) return;
        WriteTo(file);
        throw new NotLinearizableException($"{failures.Count} pieces of {history.Count} operations fail; the history is in {file}.\n{failures[0]}");
    }

    /// <summary>Writes the history, one operation a line.</summary>
    public void WriteTo(string file) => File.WriteAllLines(file, History().Select(o => JsonSerializer.Serialize(o, Json)));

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static IReadOnlyList<Operation<OwnershipOperation>> Read(string file) =>
        [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<Operation<OwnershipOperation>>(line, Json)!)];

    /// <summary>An operation that was begun. Whoever hears no answer leaves it as it is.</summary>
    public sealed class Pending
    {
        readonly HistoryRecorder recorder;

        internal Pending(HistoryRecorder recorder, OwnershipOperation asked, long call)
        {
            this.recorder = recorder;
            Recorded = new Operation<OwnershipOperation>(asked, call, Operation<OwnershipOperation>.Never);
        }

        internal Operation<OwnershipOperation> Recorded { get; private set; }

        /// <summary>To be called right after the answer was read.</summary>
        public void Answered(OwnershipAnswer answer)
        {
            lock (recorder.gate) Recorded = new Operation<OwnershipOperation>(Recorded.Value with { Answer = answer }, Recorded.Call, recorder.now());
        }
    }
}

/// <summary>A history was not linearizable, or it could not be told.</summary>
public sealed class NotLinearizableException(string message) : Exception(message);
