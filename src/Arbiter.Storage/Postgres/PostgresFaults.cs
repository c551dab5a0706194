using System.Globalization;
using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>What errors of the server mean to the engine. What they say of values in rows is not passed on: it may be personal (P8).</summary>
static class PostgresFaults
{
    const string Fenced = "ARB02";
    const string Skewed = "ARB03";
    const string Outdated = "ARB04";

    /// <summary>Null for errors that do not come from the server's statements.</summary>
    public static Exception? Translate(Exception e) => e is not PostgresException fault
        ? null
        : fault.SqlState switch
        {
            Fenced => new FencedException(fault.MessageText),
            PostgresErrorCodes.UniqueViolation => new FencedException(fault.TableName ?? "unknown"),
            Skewed => new ClockSkewException(TimeSpan.FromMilliseconds(double.Parse(fault.MessageText, CultureInfo.InvariantCulture))),
            Outdated => new OutdatedException(int.Parse(fault.MessageText, CultureInfo.InvariantCulture)),
            _ when IsOfTheContent(fault) => new UnstorableException(Message(fault)),
            _ => new PostgresFaultException(fault.SqlState, Message(fault)),
        };

    /// <summary>
    /// Class 22 are values that are no data of their type; 54 are limits of the server (https://www.postgresql.org/docs/15/errcodes-appendix.html), and of those only the ones of a row: they name its
    /// table, or come from where an entry of an index is made. The others, such as a full queue of notifications or no transaction ids left, come to everybody, whatever is written.
    /// </summary>
    static bool IsOfTheContent(PostgresException fault) => fault.SqlState is ['2', '2', ..]
        || (fault.SqlState is ['5', '4', ..] && (fault.TableName is not null || fault.Routine?.StartsWith("index_form_tuple", StringComparison.Ordinal) is true));

    static string Message(PostgresException fault) => $"PostgreSQL refused a statement: {fault.SqlState}{(fault.TableName is { } table ? $", table '{table}'" : "")}.";
}

/// <summary>An error of the PostgreSQL server, without what it says of values.</summary>
public sealed class PostgresFaultException(string sqlState, string message) : Exception(message)
{
    public string SqlState { get; } = sqlState;
}

/// <summary>
/// A commit was written, and the synchronous standby did not confirm it in time: after a fail-over it may be gone. Its rulings are not acknowledged (P2); the same
/// requests, sent again, find out.
/// </summary>
public sealed class UnconfirmedCommitException()
    : UnusableStoreException("The database's standby does not confirm what is written; without it nothing can be acknowledged.");

/// <summary>The schema is not up to date (yet).</summary>
public sealed class SchemaLacksException(int migration)
    : UnusableStoreException($"The database lacks migration {migration}: it is about to be run, or 'arbiter migrate' has to.");
