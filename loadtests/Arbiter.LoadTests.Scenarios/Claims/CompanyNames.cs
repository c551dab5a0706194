namespace Arbiter.LoadTests.Claims;

/// <summary>
/// Names such as 杭州瑞海恒电子科技有限公司: place, three characters of a trade name, trade and legal form. One-to-one from key numbers
/// below <see cref="Count"/>.
/// </summary>
/// <param name="seed">Another seed gives another order of the names.</param>
public sealed class CompanyNames(int seed)
{
    static readonly string[] places =
        ["北京", "上海", "广州", "深圳", "杭州", "苏州", "南京", "宁波", "青岛", "成都", "武汉", "西安", "长沙", "天津", "重庆", "郑州", "厦门", "合肥", "佛山"];

    const string Characters = "瑞海恒鼎盛华信达宏远泰和嘉诚博创新宇通源康利金辉正大明光顺安凯伟亚中天立德福美佳润锦星云科捷奥";

    static readonly string[] trades =
        ["电子科技", "机械设备", "生物医药", "食品", "新材料", "物流", "软件", "建筑工程", "环保设备", "进出口贸易", "纺织", "汽车零部件", "医疗器械"];

    static readonly string[] forms = ["有限公司", "股份有限公司", "集团有限公司"];

    /// <summary>How many names there are.</summary>
    public static long Count { get; } =
        (long)places.Length * Characters.Length * Characters.Length * Characters.Length * trades.Length * forms.Length;

    // A prime above Count: multiplying by it modulo Count is a permutation.
    const long Step = 2_147_483_647;

    readonly long offset = (long)(SeededHash.At(seed, -2) % (ulong)Count);

    /// <summary>The name of a key.</summary>
    public string Of(long key)
    {
        var rest = (long)(((UInt128)(ulong)(key % Count) * Step + (ulong)offset) % (ulong)Count);
        return $"{Take(places)}{TakeCharacter()}{TakeCharacter()}{TakeCharacter()}{Take(trades)}{Take(forms)}";

        T Take<T>(IReadOnlyList<T> from)
        {
            var chosen = from[(int)(rest % from.Count)];
            rest /= from.Count;
            return chosen;
        }

        char TakeCharacter() => Take(Characters.ToCharArray());
    }
}
