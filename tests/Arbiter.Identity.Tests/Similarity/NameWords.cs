namespace Arbiter.Identity.Tests.Similarity;

/// <summary>What the generated files are made of. None of it stands in the sample; some trades and zones are unknown to the parser.</summary>
static class NameWords
{
    static readonly string[] Cities =
        ["哈尔滨", "银川市", "昆明", "洛阳", "珠海市", "兰州", "徐州", "贵阳", "呼和浩特", "西宁", "义乌市", "昆山", "宜昌", "柳州市", "横琴", "赣州", "湘潭", "盐城"];

    static readonly string[] Counties = ["涧西区", "云龙县", "如东县", "甘井子区", "沙坪坝区", "长沙县", "金凤区", "呈贡区"];

    static readonly string[] Trades =
    [
        "智能装备", "蜂业", "竹编工艺", "羽绒制品", "咖啡", "乐器", "无人机", "碳素", "丝网", "科技", "贸易", "信息咨询", "供应链管理", "冷链物流", "母婴用品", "新材料",
        "生态农业", "暖通设备", "标识", "海洋工程", "仪器", "软件", "国际货运代理", "服装", "文旅发展",
    ];

    static readonly string[] Forms = ["有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "公司"];

    const string Characters = "岚屿澄砚棠霁舟朗穗禾牧篱汀沅蔚珩璟煦恺翊泓湛翎岳峦川砺锋弘毅谦睿哲嘉懿庆瑞祥顺和泰达通源茂";

    const string Surnames = "冯褚卫蒋沈韩尤许吕施孔曹严金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭";

    const string Given = "雨桐子涵浩然欣怡梓萱俊熙诗琪宇轩思源博文佳宁晨曦若溪铭泽云帆书瑶凯瑞清扬";

    static readonly string[] LatinNames = ["Fabrikam Tooling", "Northwind Optics", "Contoso Marine", "Tailspin Robotics", "Litware Foods", "Proseware Textile", "Woodgrove Timber"];

    internal static string Company(Random random)
    {
        var luck = random.Next(100);
        if (luck < 4)
            return $"{Pick(random, LatinNames)} {Letters(random, 4, 6)} Co., Ltd.";
        if (luck < 10)
            return $"{Pick(random, Counties)}{Word(random, Characters, 2, 3)}{Pick(random, "食品商行", "五金经营部", "美发店", "茶叶店")}";
        var place = luck < 85 ? Pick(random, Cities) : "";
        return $"{place}{Word(random, Characters, 2, 4)}{Pick(random, Trades)}{Pick(random, Forms)}";
    }

    internal static string Branch(Random random, string company) => $"{company}{Pick(random, Cities).TrimEnd('市')}{Pick(random, "分公司", "办事处")}";

    /// <summary>The same name behind another city's; a name without a city gets one.</summary>
    internal static string InAnotherCity(Random random, string company)
    {
        var city = Cities.FirstOrDefault(city => company.StartsWith(city, StringComparison.Ordinal)) ?? "";
        var others = Cities.Where(other => other != city).ToArray();
        return city.Length == 0 ? $"{Pick(random, Cities)}{Word(random, Characters, 3, 3)}{Pick(random, Trades)}有限公司" : Pick(random, others) + company[city.Length..];
    }

    internal static string Person(Random random) => Word(random, Surnames, 1, 1) + Word(random, Given, 1, 2);

    internal static string Mobile(Random random) => $"1{Pick(random, "31", "35", "37", "52", "58", "82", "85", "91", "98")}{random.Next(100_000_000):D8}";

    /// <summary>An area code and eight digits, with a dash.</summary>
    internal static string FixedLine(Random random) => $"{Pick(random, "022", "023", "025", "027", "028", "029", "0512", "0531", "0371", "0731")}-{random.Next(2, 9)}{random.Next(10_000_000):D7}";

    /// <summary>A code with both of its checks right (GB 32100-2015, GB 11714-1997).</summary>
    internal static string CreditCode(Random random)
    {
        const string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        int[] inner = [3, 7, 9, 10, 5, 8, 4, 2];
        var body = string.Concat("MA", string.Concat(Enumerable.Range(0, 6).Select(_ => alphabet[random.Next(10)])));
        var innerSum = body.Select((c, i) => (char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10) * inner[i]).Sum();
        var check = (11 - (innerSum % 11)) % 11;
        var code = $"91{random.Next(110000, 659999)}{body}{(check == 10 ? "X" : $"{check}")}";
        var (sum, weight) = (0, 1);
        foreach (var c in code)
        {
            sum += alphabet.IndexOf(c) * weight;
            weight = weight * 3 % 31;
        }

        return code + alphabet[(31 - (sum % 31)) % 31];
    }

    internal static string Letters(Random random, int least, int most) => Word(random, "abcdefghijklmnopqrstuvwxyz", least, most);

    internal static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];

    static string Word(Random random, string characters, int least, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => characters[random.Next(characters.Length)]));
}
