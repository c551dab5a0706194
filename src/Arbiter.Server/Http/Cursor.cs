using System.Text;
using Arbiter.Domain.Conflicts;
using Arbiter.Domain.Customers;
using Arbiter.Engine.Queries;
using Arbiter.Server.Problems;

namespace Arbiter.Server;

/// <summary>Where a page of a list goes on. Opaque to callers: an instant and an id in URL-safe base64.</summary>
public static class Cursor
{
    const int MaxLength = 200;

    public static string Of(PoolCursor cursor) => Encode(cursor.ClaimableFrom, cursor.Customer.ToString());

    public static string Of(ConflictCursor cursor) => Encode(cursor.LastAt, cursor.Conflict.ToString());

    public static PoolCursor? Pool(HttpContext http) => Decode(http) is not { } c ? null
        : CustomerId.TryParse(c.Id, out var id) ? new PoolCursor(c.At, id) : throw Bad();

    public static ConflictCursor? Conflict(HttpContext http) => Decode(http) is not { } c ? null
        : ConflictId.TryParse(c.Id, out var id) ? new ConflictCursor(c.At, id) : throw Bad();

    static string Encode(DateTimeOffset at, string id) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{at.ToUnixTimeMilliseconds()} {id}")).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    static (DateTimeOffset At, string Id)? Decode(HttpContext http)
    {
        if (Query.Single(http, "after") is not { } text) return null;
        if (text.Length > MaxLength) throw Bad();
        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
            var parts = Encoding.ASCII.GetString(Convert.FromBase64String(padded)).Split(' ');
            return parts.Length == 2 ? (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0])), parts[1]) : throw Bad();
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw Bad();
        }
    }

    static ProblemException Bad() => new(ProblemCatalog.Invalid("?after", "The 'next' of the page before, as it came."));
}
