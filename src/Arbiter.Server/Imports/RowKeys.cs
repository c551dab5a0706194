using Arbiter.Engine;
using Arbiter.Engine.Journal;
using Arbiter.Server.Access;

namespace Arbiter.Server.Imports;

/// <summary>
/// The request key of each row, by which a second import of the same file is known. With an <c>Idempotency-Key</c> it is that key and the row's number; without
/// one it is the row's content and how often that content came before in the file, so that even a file that was sorted meanwhile changes nothing. A row that was rejected is decided anew: the roster may be right by then.
/// </summary>
sealed class RowKeys(Caller caller, string? key)
{
    readonly Dictionary<UInt128, int> seen = [];

    public Request Of(int row, UInt128 content)
    {
        // With spaces: a key that somebody sends cannot have one, so it is never taken for one of these.
        if (key is not null) return new Request(new RequestKey(caller.Id, $"{key} row {row}"), content, AnewAfterRejection: true);
        var occurrence = seen[content] = seen.GetValueOrDefault(content) + 1;
        return new Request(new RequestKey(caller.Id, $"import {content:x32} {occurrence}"), content, AnewAfterRejection: true);
    }
}
