using System.Globalization;
using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>What errors of the server mean to the engine. What they say of values in rows is not passed on: it may be personal (P8).</summary>
static class PostgresFaults
{
    const string Fenced = "ARB02";
    const string Skewed = "ARB03";

    /// <summary>Null for errors that do not come from the server's statements.</summary>
    public static Exception? Translate(Exception e) => e is not PostgresException fault
        ? null
        : fault.SqlState switch
        {
            Fenced => new FencedException(fault.MessageText),
            PostgresErrorCodes.UniqueViolation => new FencedException(fault.TableName ?? "unknown"),
            Skewed => new ClockSkewException(TimeSpan.FromMilliseconds(double.Parse(fault.MessageText, CultureInfo.InvariantCulture))),
            _ => new PostgresFaultException(fault),
        };
}

/// <summary>An error of the PostgreSQL server, without what it says of values.</summary>
public sealed class PostgresFaultException(PostgresException fault)
    : Exception($"PostgreSQL refused a statement: {fault.SqlState}{(fault.TableName is { } table ? $", table '{table}'" : "")}.")
{
    public string SqlState { get; } = fault.SqlState;
}
