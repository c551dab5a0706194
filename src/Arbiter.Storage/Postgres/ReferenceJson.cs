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
            var marks = batch.NetMarks().ToLookup(m => m.Customer is not null);
            WriteList(json, "marks", marks[true], m =>
            {
                json.WriteString("customer", m.Customer!.Value.Value);
                WriteKey(json, m);
                json.WriteBoolean("was_shared", m.Before.Marked);
                json.WriteNumber("was_dismissed", m.Before.DismissedAt);
                json.WriteBoolean("shared", m.After.Marked);
                json.WriteNumber("dismissed", m.After.DismissedAt);
            });
            WriteList(json, "shared", marks[false].Where(m => m.After.Marked), m => WriteKey(json, m));
            WriteList(json, "unshared", marks[false].Where(m => !m.After.Marked), m => WriteKey(json, m));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>One statement may touch a row only once; where a batch changed it twice, the later state counts.</summary>
    static IEnumerable<T> LastOf<T, TId>(List<T> rows, Func<T, TId> id) => rows.GroupBy(id).Select(g => g.Last());

    static void WriteKey(Utf8JsonWriter json, KeyMark mark)
    {
        json.WriteNumber("kind", (byte)mark.Key.Kind);
        json.WriteString("scope", mark.Key.Scope.Value);
        json.WriteString("value", mark.Key.Value);
    }

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
