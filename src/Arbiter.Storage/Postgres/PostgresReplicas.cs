using Arbiter.Engine.Journal;
using Npgsql;

namespace Arbiter.Storage.Postgres;

/// <summary>What servers on one database know of each other.</summary>
sealed class PostgresReplicas(NpgsqlDataSource pool, int level) : IReplicas
{
    /// <summary>A lease that ends later was taken when the database's clock was wrong.</summary>
    const string Runs = "leader.until > clock_timestamp() AND leader.until < clock_timestamp() + interval '1 minute'";

    public async Task<Leader?> LeadAsync(Leader? candidate, TimeSpan during, CancellationToken cancel)
    {
        await using var batch = pool.CreateBatch();
        if (candidate is not null) batch.BatchCommands.Add(Take(candidate, during));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT id, address FROM leader WHERE {Runs}"));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new Leader(reader.GetGuid(0), reader.GetString(1)) : null;
    }

    public async Task IssueTicketAsync(RelayTicket ticket, TimeSpan during, CancellationToken cancel)
    {
        await using var batch = pool.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM relay_tickets WHERE until <= clock_timestamp()"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO relay_tickets (hash, proof, leader, until) SELECT $1, $2, $3, clock_timestamp() + $4 WHERE arbiter_require($5)")
        {
            Parameters = { Value(ticket.Hash), Value(ticket.Proof), Value(ticket.Leader), Value(during), Value(level) },
        });
        await batch.ExecuteNonQueryAsync(cancel);
    }

    public async Task<byte[]?> TakeTicketAsync(byte[] hash, Guid leader, CancellationToken cancel)
    {
        await using var command = pool.CreateCommand(
            "DELETE FROM relay_tickets WHERE hash = $1 AND leader = $2 AND until > clock_timestamp() AND arbiter_require($3) RETURNING proof");
        command.Parameters.Add(Value(hash));
        command.Parameters.Add(Value(leader));
        command.Parameters.Add(Value(level));
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
    }

    NpgsqlBatchCommand Take(Leader candidate, TimeSpan during) => new(
        $"""
        INSERT INTO leader (id, address, until) SELECT $1, $2, clock_timestamp() + $3 WHERE arbiter_require($4)
        ON CONFLICT (one) DO UPDATE SET id = excluded.id, address = excluded.address, until = excluded.until
        WHERE leader.id = excluded.id OR NOT ({Runs})
        """)
    {
        Parameters = { Value(candidate.Id), Value(candidate.Address), Value(during), Value(level) },
    };

    static NpgsqlParameter Value(object value) => new() { Value = value };
}
