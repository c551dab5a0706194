using Arbiter.Domain;
using Arbiter.Domain.Events;
using Arbiter.Domain.Quotas;
using Arbiter.Domain.Roster;

namespace Arbiter.Engine.Boards;

/// <summary>Over which days a leaderboard counts; today included.</summary>
public enum BoardWindow
{
    Today = 1,
    Week = 7,
    Month = 30,
}

/// <summary>What a rep, or a team, did in a window, and holds now.</summary>
public readonly record struct BoardRow(string Id, string Name, string? Team, int Granted, int Refused, int Held);

/// <summary>
/// Claims granted and refused for each rep and day, and customers held now: a fold of the log. Not safe for several threads; see
/// <see cref="BoardProjection"/>.
/// </summary>
public sealed class Leaderboard
{
    const int DaysKept = (int)BoardWindow.Month;

    readonly Dictionary<RepId, RepCounts> reps = [];

    public void Apply(DomainEvent happened, int dayOffsetMinutes)
    {
        switch (happened)
        {
            case ClaimGranted e:
                Of(e.Rep).Held++;
                Of(e.Rep).Today(Days.Of(e.At, dayOffsetMinutes)).Granted++;
                break;
            case ClaimRefused e: Of(e.Rep).Today(Days.Of(e.At, dayOffsetMinutes)).Refused += (e.Again ? 0 : 1) + e.Repeats; break;
            case RepeatsCounted e: Of(e.Rep).Today(Days.Of(e.At, dayOffsetMinutes)).Refused += e.Repeats; break;
            case ClaimTurnedAway e: Of(e.Rep).Today(Days.Of(e.At, dayOffsetMinutes)).Refused++; break;
            case OwnershipReleased e: Of(e.Rep).Held--; break;
            case OwnershipExpired e: Of(e.Rep).Held--; break;
            case OwnershipTransferred e:
                Of(e.From).Held--;
                Of(e.To).Held++;
                break;
            case CustomersMerged e: Pass(e.Passes); break;
            case CustomerUnmerged e: Pass(e.Passes); break;
        }
    }

    void Pass((RepId? Loses, RepId? Gains) reps)
    {
        if (reps.Loses is { } loses) Of(loses).Held--;
        if (reps.Gains is { } gains) Of(gains).Held++;
    }

    /// <summary>Every rep of the roster, most granted first; reps who did nothing come last.</summary>
    public List<BoardRow> ByRep(BoardWindow window, int today, RosterState roster)
    {
        var rows = new List<BoardRow>(roster.Reps.Count);
        foreach (var rep in roster.Reps.Values)
        {
            var (granted, refused) = reps.TryGetValue(rep.Id, out var counts) ? counts.Sum(today, window) : (0, 0);
            rows.Add(new BoardRow(rep.Id.Value, rep.Name, rep.Team?.Value, granted, refused, counts?.Held ?? 0));
        }

        return Ranked(rows);
    }

    /// <summary>Every team, as the sum of those who are in it now.</summary>
    public List<BoardRow> ByTeam(BoardWindow window, int today, RosterState roster)
    {
        var teams = ByRep(window, today, roster).Where(r => r.Team is not null).GroupBy(r => r.Team!).ToDictionary(g => g.Key);
        var rows = roster.Teams.Values.Select(team => teams.TryGetValue(team.Id.Value, out var members)
            ? new BoardRow(team.Id.Value, team.Name, null, members.Sum(r => r.Granted), members.Sum(r => r.Refused), members.Sum(r => r.Held))
            : new BoardRow(team.Id.Value, team.Name, null, 0, 0, 0));
        return Ranked([.. rows]);
    }

    /// <summary>The state as numbers: for each rep, held and then day, granted, refused for each day kept.</summary>
    public Dictionary<string, int[]> Save() => reps.ToDictionary(p => p.Key.Value, p => p.Value.Save());

    public static Leaderboard Restore(Dictionary<string, int[]> saved)
    {
        var board = new Leaderboard();
        foreach (var (rep, numbers) in saved) board.reps[new RepId(rep)] = RepCounts.Restore(numbers);
        return board;
    }

    RepCounts Of(RepId rep)
    {
        if (!reps.TryGetValue(rep, out var counts)) reps.Add(rep, counts = new RepCounts());
        return counts;
    }

    static List<BoardRow> Ranked(List<BoardRow> rows)
    {
        rows.Sort((a, b) => b.Granted != a.Granted ? b.Granted.CompareTo(a.Granted)
            : b.Held != a.Held ? b.Held.CompareTo(a.Held)
            : string.CompareOrdinal(a.Id, b.Id));
        return rows;
    }

    sealed class DayCounts
    {
        public int Day { get; set; }

        public int Granted { get; set; }

        public int Refused { get; set; }
    }

    sealed class RepCounts
    {
        readonly DayCounts[] days = [.. Enumerable.Range(0, DaysKept).Select(_ => new DayCounts())];

        public int Held { get; set; }

        /// <summary>The counts of a day; takes the place of the day a whole ring earlier. An event older than the ring counts nowhere.</summary>
        public DayCounts Today(int day)
        {
            var counts = days[day % DaysKept];
            if (counts.Day > day) return new DayCounts();
            if (counts.Day < day) (counts.Day, counts.Granted, counts.Refused) = (day, 0, 0);
            return counts;
        }

        public (int Granted, int Refused) Sum(int today, BoardWindow window)
        {
            var (granted, refused) = (0, 0);
            foreach (var counts in days)
            {
                if (counts.Day > today || counts.Day <= today - (int)window) continue;
                granted += counts.Granted;
                refused += counts.Refused;
            }

            return (granted, refused);
        }

        public int[] Save() => [Held, .. days.Where(d => d.Day > 0).SelectMany(d => new[] { d.Day, d.Granted, d.Refused })];

        public static RepCounts Restore(int[] numbers)
        {
            var counts = new RepCounts { Held = numbers[0] };
            for (var i = 1; i + 2 < numbers.Length; i += 3)
            {
                var day = counts.Today(numbers[i]);
                (day.Granted, day.Refused) = (numbers[i + 1], numbers[i + 2]);
            }

            return counts;
        }
    }
}
