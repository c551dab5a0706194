using System.Runtime.InteropServices;
using Arbiter.Proofs.Traffic;

namespace Arbiter.Proofs.Checking;

/// <summary>
/// Looks for an order in which the operations of a history could have happened one by one, each between its call and its return, with exactly the answers that
/// were given (Wing and Gong, with Lowe's memory of configurations). Keys that were never claimed together are looked at apart.
/// </summary>
public static class Linearizability
{
    const int MostSteps = 20_000_000;

    /// <summary>Null when there is such an order; else what the search got stuck at.</summary>
    public static string? Refute(IEnumerable<Operation> answered)
    {
        foreach (var part in Partition.Of([.. answered]))
        {
            if (Search(part) is { } why) return why;
        }

        return null;
    }

    static string? Search(List<Operation> part)
    {
        var model = new OwnershipModel(part);
        var head = Timeline(part);
        var done = new ulong[(part.Count + 63) / 64];
        var seen = new HashSet<Configuration>();
        var path = new Stack<(Entry Call, int[] Before, int[] After)>();
        var state = model.Start;
        var (deepest, stuckAt, stuckIn) = (-1, (Operation?)null, state);
        var steps = 0;
        for (var entry = head.Next!; head.Next is not null;)
        {
            if (++steps > MostSteps) return $"Undecided after {steps} steps over {part.Count} operations.";
            if (entry.Return is not null)
            {
                if (model.Step(state, part[entry.Index]) is { } after && Enter(entry, after))
                {
                    path.Push((entry, state, after));
                    state = after;
                    entry.Lift();
                    entry = head.Next!;
                    continue;
                }

                entry = entry.Next!;
                continue;
            }

            // The return of something that nothing so far made possible: another order has to be tried.
            if (path.Count > deepest) (deepest, stuckAt, stuckIn) = (path.Count, part[entry.Index], state);
            if (Undo() is not { } undone) return Explain(part, deepest, stuckAt!, stuckIn);
            entry = undone.Next!;
        }

        return null;

        bool Enter(Entry call, int[] after)
        {
            done[call.Index / 64] |= 1UL << (call.Index % 64);
            if (seen.Add(new Configuration([.. done], after))) return true;
            done[call.Index / 64] &= ~(1UL << (call.Index % 64));
            return false;
        }

        // What changed nothing could as well happen at once: taking it back alone leads nowhere.
        Entry? Undo()
        {
            while (path.TryPop(out var last))
            {
                done[last.Call.Index / 64] &= ~(1UL << (last.Call.Index % 64));
                state = last.Before;
                last.Call.Unlift();
                if (!ReferenceEquals(last.Before, last.After)) return last.Call;
            }

            return null;
        }
    }

    /// <summary>Calls and returns in the order of time, as a list that operations can be taken out of and put back into.</summary>
    static Entry Timeline(List<Operation> part)
    {
        var entries = new List<(long At, Entry Entry)>(part.Count * 2);
        for (var i = 0; i < part.Count; i++)
        {
            var end = new Entry(i, null);
            entries.Add((part[i].Called, new Entry(i, end)));
            entries.Add((part[i].Returned, end));
        }

        // At the same instant calls come first: then the two may have overlapped, and either order is allowed.
        entries.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : (a.Entry.Return is null).CompareTo(b.Entry.Return is null));
        var head = new Entry(-1, null);
        var last = head;
        foreach (var (_, entry) in entries)
        {
            (last.Next, entry.Previous) = (entry, last);
            last = entry;
        }

        return head;
    }

    static string Explain(List<Operation> part, int placed, Operation stuck, int[] state) =>
        $"""
        No order of these {part.Count} operations explains their answers. The longest attempt placed {placed} and then could not place
          {stuck}
        with the state [{string.Join(' ', state)}]. Around it:
        {string.Join('\n', part.Where(o => o.Called <= stuck.Returned && o.Returned >= stuck.Called).Take(40).Select(o => "  " + o))}
        """;

    sealed class Entry(int index, Entry? end)
    {
        public int Index => index;

        /// <summary>Set for a call.</summary>
        public Entry? Return => end;

        public Entry? Previous { get; set; }

        public Entry? Next { get; set; }

        /// <summary>Takes a call and its return out of the list.</summary>
        public void Lift()
        {
            Unlink();
            end!.Unlink();
        }

        public void Unlift()
        {
            end!.Relink();
            Relink();
        }

        void Unlink()
        {
            Previous!.Next = Next;
            if (Next is not null) Next.Previous = Previous;
        }

        void Relink()
        {
            Previous!.Next = this;
            if (Next is not null) Next.Previous = this;
        }
    }

    readonly struct Configuration(ulong[] done, int[] state) : IEquatable<Configuration>
    {
        readonly ulong[] done = done;
        readonly int[] state = state;

        public bool Equals(Configuration other) => done.AsSpan().SequenceEqual(other.done) && state.AsSpan().SequenceEqual(other.state);

        public override bool Equals(object? obj) => obj is Configuration other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(done.AsSpan()));
            hash.AddBytes(MemoryMarshal.AsBytes(state.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
