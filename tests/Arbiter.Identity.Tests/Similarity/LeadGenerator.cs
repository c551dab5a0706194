using Arbiter.Domain.Keys;

namespace Arbiter.Identity.Tests.Similarity;

/// <summary>
/// Makes files of leads of the sample's kind and from other words: own companies, cities, trades and persons. Everything is drawn from one seed. The
/// same mess as in the sample, and its traps: two customers behind one switchboard, branches that share their parent's domain, one brand in two
/// cities; and beside them what chance brings: namesakes, companies whose names differ in one character, numbers that differ in one digit.
/// </summary>
sealed class LeadGenerator(int seed, int customerCount = 300)
{
    readonly Random random = new(seed);
    readonly Mess mess = new(new Random(seed + 1));

    sealed record Person(string Name, string Mobile, string Mailbox, string WeChat);

    sealed record Customer(string Id, string Company, Person[] Persons, string Switchboard, string? Domain, string CreditCode);

    internal LeadsFile.Lead[] Make()
    {
        var customers = new List<Customer>();
        for (var i = 0; i < customerCount; i++)
        {
            var customer = NewCustomer($"G{i}", NameWords.Company(random), null, null);
            customers.Add(customer);
            var luck = random.Next(100);
            if (luck < 6)
                customers.Add(NewCustomer(customer.Id + "B", NameWords.Branch(random, customer.Company), customer.Domain, random.Next(3) == 0 ? customer.Switchboard : null));
            else if (luck < 9)
                customers.Add(NewCustomer(customer.Id + "T", NameWords.InAnotherCity(random, customer.Company), null, null));
            else if (luck < 18 && i > 0)
                customers[^1] = customer with { Switchboard = customers[random.Next(customers.Count - 1)].Switchboard };
            else if (luck < 21 && i > 0)
                customers[^1] = WithNumberBeside(customer, customers[random.Next(customers.Count - 1)]);
        }

        var leads = customers.SelectMany(customer => Enumerable.Range(0, 4 + random.Next(24)).Select(_ => LeadOf(customer))).ToArray();
        random.Shuffle(leads);
        return leads;
    }

    Customer NewCustomer(string id, string company, string? domain, string? switchboard)
    {
        domain ??= random.Next(100) < 55 ? $"{NameWords.Letters(random, 5, 9)}.{NameWords.Pick(random, "com", "cn", "com.cn", "net")}" : null;
        var mailDomain = domain ?? NameWords.Pick(random, "yeah.net", "foxmail.com", "sina.com", "gmail.com", "hotmail.com", "139.com");
        var persons = Enumerable.Range(0, random.Next(10) switch { < 6 => 1, < 8 => 2, _ => 3 }).Select(_ => NewPerson(mailDomain)).ToArray();
        return new Customer(id, company, persons, switchboard ?? NameWords.FixedLine(random), domain, NameWords.CreditCode(random));
    }

    Person NewPerson(string domain) => new(
        NameWords.Person(random), NameWords.Mobile(random), $"{NameWords.Letters(random, 4, 9)}@{domain}", $"{NameWords.Letters(random, 3, 4)}_{random.Next(1000, 999999)}");

    /// <summary>The first person's number becomes one digit off another customer's.</summary>
    Customer WithNumberBeside(Customer customer, Customer other)
    {
        var number = other.Persons[0].Mobile.ToCharArray();
        var at = random.Next(4, number.Length);
        number[at] = (char)('0' + ((number[at] - '0' + 1 + random.Next(9)) % 10));
        return customer with { Persons = [customer.Persons[0] with { Mobile = new string(number) }, .. customer.Persons.Skip(1)] };
    }

    LeadsFile.Lead LeadOf(Customer customer)
    {
        var person = NameWords.Pick(random, customer.Persons);
        var fields = new List<Identifier>();
        Maybe(80, IdentifierKind.Company, () => mess.Company(customer.Company));
        Maybe(83, IdentifierKind.Phone, () => random.Next(100) switch
        {
            < 72 => mess.Mobile(person.Mobile),
            < 92 => mess.FixedLine(customer.Switchboard),
            _ => $"{mess.Mobile(person.Mobile)} {NameWords.Pick(random, "/", "，", "或")} {mess.FixedLine(customer.Switchboard)}",
        });
        Maybe(40, IdentifierKind.Email, () => mess.Mailbox(person.Mailbox));
        Maybe(15, IdentifierKind.WeChat, () => mess.WeChat(person.WeChat));
        Maybe(20, IdentifierKind.CreditCode, () => mess.CreditCode(customer.CreditCode));
        if (customer.Domain is { } domain)
            Maybe(35, IdentifierKind.Website, () => mess.Site(domain));
        if (fields.Count == 0)
            fields.Add(new Identifier(IdentifierKind.Phone, mess.Mobile(person.Mobile)));
        return new LeadsFile.Lead(customer.Id, random.Next(100) < 90 ? person.Name : "", [.. fields]);

        void Maybe(int percent, IdentifierKind kind, Func<string> text)
        {
            if (random.Next(100) < percent)
                fields.Add(new Identifier(kind, text()));
        }
    }
}
