using System.Buffers;
using System.Text;
using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Engine.Journal;
using Arbiter.Storage.Rows;

namespace Arbiter.Storage.Postgres;

/// <summary>The document that <c>arbiter_append_reference</c> takes: changes of the reference, and the marks of keys, as rare as those.</summary>
static class ReferenceJson
{
    /// <summary>Null when the batch changes nothing of the reference, as nearly always.</summary>
    public static string? Write(Batch batch)
    {
        if (batch.Policies.Count + batch.Teams.Count + batch.Reps.Count + batch.Tokens.Count + batch.Marks.Count == 0) return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteList(json, "policies", batch.Policies, p =>
            {
                json.WriteString("scope", p.Scope.Value);
                json.WriteNumber("version", p.Version);
                json.WriteString("body", StateJson.Write(p));
            });
            WriteList(json, "teams", LastOf(batch.Teams, t => t.Id), t =>
            {
                json.WriteString("id", t.Id.Value);
                json.WriteString("name", t.Name);
            });
            WriteList(json, "reps", LastOf(batch.Reps, r => r.Id), r =>
            {
                json.WriteString("id", r.Id.Value);
                json.WriteString("name", r.Name);
                json.WriteString("team", r.Team?.Value);
                json.WriteBoolean("active", r.Active);
            });
            WriteList(json, "tokens", LastOf(batch.Tokens, t => t.Id), t =>
            {
                json.WriteString("id", t.Id);
                json.WriteString("name", t.Name);
                json.WriteNumber("role", (byte)t.Role);
                json.WriteString("rep", t.Rep?.Value);
                json.WriteString("sha256", t.Sha256);
                json.WriteString("issued_at", t.IssuedAt);
                if (t.RevokedAt is { } revoked) json.WriteString("revoked_at", revoked);
            });
            WriteList(json, "marks", Remaining(batch.Marks), m =>
            {
                json.WriteString("customer", m.Customer.Value);
                json.WriteNumber("kind", (byte)m.Key.Kind);
                json.WriteString("scope", m.Key.Scope.Value);
                json.WriteString("value", m.Key.Value);
                json.WriteBoolean("shared", m.Shared);
            });
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>One statement may touch a row only once; where a batch changed it twice, the later state counts.</summary>
    static IEnumerable<T> LastOf<T, TId>(List<T> rows, Func<T, TId> id) => rows.GroupBy(id).Select(g => g.Last());

    /// <summary>What was said of a key and taken back in the same batch leaves it as it was.</summary>
    static IEnumerable<KeyMark> Remaining(List<KeyMark> marks) => marks.GroupBy(m => m.Key).Where(g => g.Count() % 2 == 1).Select(g => g.Last());

    static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> rows, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
