namespace Arbiter.Engine.Journal;

/// <summary>What processes that share a store know of each other: who leads, and who may ask it. Nothing that has to be right depends on it.</summary>
public interface IReplicas
{
    /// <summary>
    /// Who leads now, by a lease that the store's own clock ends. With a <paramref name="candidate"/>: that one from now on, where nobody else does or it did before; for no
    /// time at all, it gives the lease up.
    /// </summary>
    Task<Leader?> LeadAsync(Leader? candidate, TimeSpan during, CancellationToken cancel);

    /// <summary>Lets whoever shows what the ticket's hash was made of ask this leader, once, and soon.</summary>
    Task IssueTicketAsync(RelayTicket ticket, TimeSpan during, CancellationToken cancel);

    /// <summary>By what <paramref name="leader"/> proves that it has read this ticket; null where there is none for it. There is none any more.</summary>
    Task<byte[]?> TakeTicketAsync(byte[] hash, Guid leader, CancellationToken cancel);
}

/// <summary>The process that decides for all.</summary>
/// <param name="Id">Another one with each start.</param>
/// <param name="Address">Where others reach it: <c>http://10.0.0.7:8080</c>.</param>
public sealed record Leader(Guid Id, string Address);

/// <summary>By which two processes know that the other may write to the same store.</summary>
/// <param name="Hash">SHA-256 of what is shown to the leader.</param>
/// <param name="Proof">What the leader shows in turn.</param>
/// <param name="Leader">Whom it is for.</param>
public sealed record RelayTicket(byte[] Hash, byte[] Proof, Guid Leader);
