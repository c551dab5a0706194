namespace Arbiter.Server.Demo;

/// <summary>An identifier as the API takes it.</summary>
sealed record DemoIdentifier(string Kind, string Value);

/// <summary>
/// Invents customers. Numbers begin with 160 and 161, which nobody is given, and every mailbox and site is below one name that is nobody's; a name that some
/// company bears is chance.
/// </summary>
sealed class DemoLeads(Random random)
{
    static readonly string[] Cities = ["上海", "杭州", "苏州", "南京", "宁波", "深圳", "广州", "佛山", "东莞", "厦门", "福州", "无锡", "珠海", "温州"];
    static readonly string[] First = ["云岫", "澄川", "禾光", "青屿", "星棠", "砚北", "鹿鸣", "望舒", "沐野", "霁蓝", "拾光", "岚桥", "知渔", "松间", "白榆", "远汀"];
    static readonly string[] Second = ["智造", "数联", "优选", "睿科", "恒源", "启明", "汇通", "博远", "卓越", "天工", "聚力", "同创", "鼎新", "百川"];
    static readonly string[] Fields = ["科技", "贸易", "机械", "电子", "信息技术", "供应链管理", "新材料", "医疗器械", "餐饮管理", "文化传播", "环保科技", "装饰工程"];

    /// <summary>A new customer's identifiers: a mobile number nearly always, others as they come.</summary>
    public DemoIdentifier[] Invent()
    {
        var identifiers = new List<DemoIdentifier>();
        if (random.NextDouble() < 0.9) identifiers.Add(Phone());
        if (random.NextDouble() < 0.7) identifiers.Add(Company());
        if (identifiers.Count == 0 || random.NextDouble() < 0.3) identifiers.Add(Email());
        if (random.NextDouble() < 0.15) identifiers.Add(WeChat());
        return [.. identifiers];
    }

    public DemoIdentifier Email() => new("email", $"lead{random.Next(100_000, 1_000_000)}@mail{random.Next(10, 100)}.arbiter-demo-company.com.cn");

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>A spelling of the same identifier, as another person would type it.</summary>
    public DemoIdentifier Respelled(DemoIdentifier identifier) => identifier.Kind switch
    {
        "phone" => identifier with
        {
            Value = random.Next(4) switch
            {
                0 => "+86 " + identifier.Value,
                1 => $"{identifier.Value[..3]} {identifier.Value[3..7]} {identifier.Value[7..]}",
                2 => string.Concat(identifier.Value.Select(c => (char)(c - '0' + '０'))),
                _ => identifier.Value,
            },
        },
        "email" => identifier with { Value = random.Next(2) == 0 ? identifier.Value.ToUpperInvariant() : identifier.Value },
        _ => identifier,
    };

    DemoIdentifier Phone() => new("phone", $"16{random.Next(2)}{random.Next(1000, 10_000)}{random.Next(1000, 10_000)}");

    DemoIdentifier Company() => new("company", $"{Pick(Cities)}{Pick(First)}{Pick(Second)}{Pick(Fields)}有限公司");

    DemoIdentifier WeChat() => new("wechat", $"demo_{random.Next(1_000_000, 10_000_000)}");
}
