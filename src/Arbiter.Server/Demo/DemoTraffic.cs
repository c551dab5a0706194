using System.Text.Json;

namespace Arbiter.Server.Demo;

/// <summary>The tokens by which the traffic calls.</summary>
sealed record DemoTokens(string Channel, string Manager, IReadOnlyDictionary<string, string> Reps);

/// <summary>
/// Does what the people and machines of the demo company do all day, over the public API, at a rate that a person can follow: leads come in, reps reach for the
/// same customer, follow up, give back, and claim from the pool.
/// </summary>
sealed class DemoTraffic(DemoApi api, DemoTokens tokens, int seed, TimeProvider time)
{
    const double ActionsPerSecond = 7.5;
    const int AtOnce = 16;

    /// <summary>A demo that somebody forgot does not fill the disk.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    readonly Random random = new(seed);
    readonly DemoMemory memory = new(new Random(seed + 1));
    readonly DemoLeads leads = new(new Random(seed + 2));
    readonly SemaphoreSlim free = new(AtOnce);

    /// <summary>Runs until cancelled, or for as long as a demo lasts.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var burstLeft = 0;
        while (time.GetElapsedTime(began) is var elapsed && elapsed < Longest)
        {
            // Waves of a minute, and now and then a burst of a second or two.
            if (burstLeft > 0) burstLeft--;
            else if (random.NextDouble() < 0.006) burstLeft = random.Next(15, 40);
            var rate = ActionsPerSecond * (1 + 0.3 * Math.Sin(elapsed.TotalSeconds / 60 * Math.Tau)) * (burstLeft > 0 ? 2.5 : 1);
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(2, -Math.Log(1 - random.NextDouble()) / rate)), time, cancel);
            await free.WaitAsync(cancel);
            // Decided here, one after another, so that one seed makes one course of the day as far as the answers are the same.
            _ = RunOneAsync(Next(), cancel);
        }
    }

    Func<CancellationToken, Task> Next()
    {
        var dice = random.NextDouble();
        var rep = leads.Pick(DemoCompany.Reps).Id;
        if (dice < 0.34) return cancel => ClaimAsync(leads.Invent(), rep, cancel);
        if (dice < 0.67) return Collide(rep);
        if (dice < 0.75) return Repeat(rep);
        if (dice < 0.80) return AddIdentifier(rep);
        if (dice < 0.89) return FollowUp(rep);
        if (dice < 0.93) return Release(rep);
        return dice < 0.98 ? FromPool(rep) : Transfer(rep);
    }

    async Task RunOneAsync(Func<CancellationToken, Task> action, CancellationToken cancel)
    {
        try
        {
            await action(cancel);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or OperationCanceledException)
        {
            // The server is ending, or too busy for a demo.
        }
        finally
        {
            free.Release();
        }
    }

    Func<CancellationToken, Task> Collide(string rep) => memory.Find(c => c.Owner != rep) is { } customer
        ? cancel => ClaimAsync([leads.Respelled(leads.Pick(customer.Identifiers))], rep, cancel)
        : cancel => ClaimAsync(leads.Invent(), rep, cancel);

    /// <summary>The same rep once more: the owner, or somebody who was refused a moment ago.</summary>
    Func<CancellationToken, Task> Repeat(string rep) => memory.Find(c => c.RefusedLast is not null || c.Owner is not null) is { } customer
        ? cancel => ClaimAsync(customer.Identifiers, customer.RefusedLast ?? customer.Owner!, cancel)
        : cancel => ClaimAsync(leads.Invent(), rep, cancel);

    /// <summary>One more identifier of a known customer; sometimes one of another, so that two are reached for at once.</summary>
    Func<CancellationToken, Task> AddIdentifier(string rep)
    {
        if (memory.Find(c => c.Owner is not null) is not { } customer) return cancel => ClaimAsync(leads.Invent(), rep, cancel);
        var more = random.NextDouble() < 0.25 && memory.Find(c => c.Id != customer.Id) is { } other ? other.Identifiers[0] : leads.Email();
        return cancel => ClaimAsync([customer.Identifiers[0], more], customer.Owner!, cancel);
    }

    Func<CancellationToken, Task> FollowUp(string rep)
    {
        if (memory.Find(c => c.Owner is { } owner && tokens.Reps.ContainsKey(owner)) is not { } customer) return Collide(rep);
        var kind = leads.Pick<string>(["call", "call", "meeting", "quote", "sample", "messageAnswered", "note", "callMissed", "messageSent"]);
        object body = kind == "quote" ? new { kind, opportunity = "open" } : new { kind };
        return cancel => api.SendAsync(HttpMethod.Post, $"customers/{customer.Id}/follow-ups", tokens.Reps[customer.Owner!], body, cancel: cancel);
    }

    Func<CancellationToken, Task> Release(string rep)
    {
        if (memory.Find(c => c.Owner is not null) is not { } customer) return Collide(rep);
        var reason = leads.Pick<string>(["noInterest", "notReachable", "outOfTerritory", "other"]);
        return async cancel =>
        {
            var answer = await api.SendAsync(HttpMethod.Post, $"customers/{customer.Id}/release", tokens.Manager, new { reason }, cancel: cancel);
            if (answer.Ok) memory.Put(customer with { Owner = null, RefusedLast = null, ReleasedAt = time.GetUtcNow() });
        };
    }

    /// <summary>Mostly when the fresh hold is over; the impatient are told to wait.</summary>
    Func<CancellationToken, Task> FromPool(string rep)
    {
        var ready = time.GetUtcNow() - TimeSpan.FromSeconds(random.NextDouble() < 0.85 ? 61 : 0);
        if (memory.Find(c => c.ReleasedAt <= ready) is not { } customer) return Collide(rep);
        return async cancel =>
            Learn(customer.Identifiers, rep, await api.SendAsync(HttpMethod.Post, $"pool/{customer.Id}/claim", tokens.Manager, new { rep }, cancel: cancel));
    }

    Func<CancellationToken, Task> Transfer(string rep)
    {
        if (memory.Find(c => c.Owner is not null && c.Owner != rep) is not { } customer) return Collide(rep);
        var reason = leads.Pick<string>(["handover", "rebalancing", "conflictSettled"]);
        return async cancel =>
        {
            var answer = await api.SendAsync(HttpMethod.Post, $"customers/{customer.Id}/transfer", tokens.Manager, new { to = rep, reason }, cancel: cancel);
            if (answer.Ok) memory.Put(customer with { Owner = rep, RefusedLast = null });
        };
    }

    async Task ClaimAsync(DemoIdentifier[] identifiers, string rep, CancellationToken cancel)
    {
        var body = new { rep, channel = leads.Pick(DemoCompany.Channels), identifiers = identifiers.Select(i => new { kind = i.Kind, value = i.Value }) };
        Learn(identifiers, rep, await api.SendAsync(HttpMethod.Post, "claims", tokens.Channel, body, cancel: cancel));
    }

    void Learn(DemoIdentifier[] identifiers, string rep, DemoAnswer answer)
    {
        if (!answer.Ok || answer.Text("customer") is not { } id) return;
        var known = memory.Find(c => c.Id == id);
        var customer = new DemoCustomer(known?.Identifiers ?? identifiers, id) { Owner = answer.Text("owner"), ReleasedAt = known?.ReleasedAt };
        if (customer.Owner is not null) customer = customer with { ReleasedAt = null };
        memory.Put(answer.Text("verdict") is "granted" or "alreadyYours" ? customer : customer with { RefusedLast = rep });
    }
}
