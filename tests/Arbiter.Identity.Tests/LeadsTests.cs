using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests;

/// <summary>
/// How far exact keys get on 5,000 messy leads: leads that share a key are taken for one customer, and pairs of leads are compared
/// with the truth. Hard keys must hardly ever be wrong. They cannot find everything: some leads carry nothing but a switchboard or a
/// short name, which is what shared keys are for. The floors are modest on purpose; rules fitted to this file would be worth nothing
/// on the next.
/// </summary>
public class LeadsTests(ITestOutputHelper output)
{
    static readonly LeadsFile.Lead[] Leads = LeadsFile.Read();

    [Fact]
    public void Hardly_any_identifier_is_refused()
    {
        var typed = Leads.SelectMany(lead => lead.Identifiers).ToList();
        var refused = typed.Count(identifier => Normalizer.Normalize(identifier).Refusal is not null);

        output.WriteLine($"{refused} of {typed.Count} identifiers refused");
        Assert.True(refused < typed.Count * 0.02, $"{refused} of {typed.Count} identifiers refused");
    }

    [Theory]
    [InlineData("hard keys", false, 0.95, 0.85)]
    [InlineData("all keys", true, 0.80, 0.95)]
    public void Leads_come_to_their_customers(string keys, bool withShared, double minPrecision, double minRecall)
    {
        var groups = GroupByKeys(withShared);
        var found = Pairs(groups.Select(group => $"{group}"));
        var real = Pairs(Leads.Select(lead => lead.Customer));
        var both = Pairs(Leads.Select((lead, i) => $"{groups[i]} {lead.Customer}"));
        var (precision, recall) = ((double)both / found, (double)both / real);

        output.WriteLine($"{keys}: {real} real pairs, {found} found, {both} both; precision {precision:F4}, recall {recall:F4}");
        Assert.True(precision >= minPrecision, $"{keys}: precision {precision:F4}");
        Assert.True(recall >= minRecall, $"{keys}: recall {recall:F4}");
    }

    /// <summary>For each lead the first lead that it is connected with through keys.</summary>
    static int[] GroupByKeys(bool withShared)
    {
        var groups = Enumerable.Range(0, Leads.Length).ToArray();
        var firstWith = new Dictionary<CustomerKey, int>();
        for (var i = 0; i < Leads.Length; i++)
        {
            foreach (var key in Leads[i].Identifiers.SelectMany(identifier => Normalizer.Normalize(identifier).Keys))
            {
                if (key.Strength == KeyStrength.Shared && !withShared)
                    continue;
                var customerKey = new CustomerKey(Scope.Default, key.Kind, key.Value);
                if (!firstWith.TryAdd(customerKey, i))
                    groups[Root(groups, i)] = Root(groups, firstWith[customerKey]);
            }
        }

        return [.. Enumerable.Range(0, Leads.Length).Select(i => Root(groups, i))];
    }

    static int Root(int[] groups, int i)
    {
        while (groups[i] != i)
            i = groups[i] = groups[groups[i]];
        return i;
    }

    static long Pairs(IEnumerable<string> labels) => labels.CountBy(label => label).Sum(group => (long)group.Value * (group.Value - 1) / 2);
}
