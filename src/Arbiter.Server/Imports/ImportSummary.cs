using System.Text.Json;
using Arbiter.Domain.Claims;
using Arbiter.Server.Claims;

namespace Arbiter.Server.Imports;

/// <summary>The last line of an import: what became of its rows.</summary>
sealed class ImportSummary
{
    int rows;
    int granted;
    int alreadyYours;
    int refused;
    int problems;
    int replayed;

    public void Count(in BatchRow row)
    {
        rows++;
        if (row.Executed.Replayed) replayed++;
        if (row.Problem is not null || row.Executed.Outcome is not Ruling ruling) problems++;
        else if (ruling.Verdict == Verdict.Granted) granted++;
        else if (ruling.Verdict == Verdict.AlreadyYours) alreadyYours++;
        else refused++;
    }

    public void Write(Utf8JsonWriter json, string encoding)
    {
        json.WriteStartObject();
        json.WriteStartObject("summary"u8);
        json.WriteNumber("rows"u8, rows);
        json.WriteNumber("granted"u8, granted);
        json.WriteNumber("refused"u8, refused);
        json.WriteNumber("alreadyYours"u8, alreadyYours);
        json.WriteNumber("problems"u8, problems);
        json.WriteNumber("replayed"u8, replayed);
        json.WriteString("encoding"u8, encoding);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
