namespace Arbiter.Server.Demo;

/// <summary>A rep of the demo company.</summary>
sealed record DemoRep(string Id, string Name, string Team);

/// <summary>The company that the demo shows. Invented, like everybody in it.</summary>
static class DemoCompany
{
    public const string East = "east-1";
    public const string South = "south-1";

    public static IReadOnlyList<(string Id, string Name)> Teams { get; } = [(East, "华东一队"), (South, "华南一队")];

    public static IReadOnlyList<DemoRep> Reps { get; } =
    [
        new("zhang-wei", "张伟", East), new("li-na", "李娜", East), new("wang-fang", "王芳", East), new("liu-yang", "刘洋", East),
        new("chen-jing", "陈静", East), new("yang-bo", "杨波", East), new("zhao-lei", "赵磊", East), new("huang-min", "黄敏", East),
        new("zhou-tao", "周涛", East), new("wu-xiaoyan", "吴晓燕", East), new("xu-haoran", "徐浩然", East), new("sun-yue", "孙悦", East),
        new("ma-chao", "马超群", South), new("zhu-lin", "朱琳", South), new("hu-jun", "胡军", South), new("guo-ying", "郭莹", South),
        new("he-jiaming", "何嘉明", South), new("gao-feng", "高峰", South), new("lin-xiaomei", "林小梅", South), new("luo-wen", "罗文", South),
        new("zheng-kai", "郑凯", South), new("liang-yi", "梁怡", South), new("song-zihan", "宋子涵", South), new("tang-rui", "唐睿", South),
    ];

    /// <summary>Reps who also sign in themselves: they record their own follow-ups.</summary>
    public static IReadOnlyList<string> SignedIn { get; } = ["zhang-wei", "li-na", "chen-jing", "ma-chao", "zhu-lin", "he-jiaming"];

    public static IReadOnlyList<string> Channels { get; } = ["baidu-ads", "douyin", "wechat", "web-form", "phone", "email", "expo", "partner"];

    /// <summary>Rules that keep a small company in motion: no quotas, and a pool that a customer leaves again within minutes.</summary>
    public static object Policy(int version) => new
    {
        scope = "default",
        version,
        protection = new
        {
            afterClaimHours = 7 * 24,
            afterFollowUpHours = 14 * 24,
            withOpportunityHours = 30 * 24,
            longestHours = 90 * 24,
            countedFollowUps = (string[])["call", "meeting", "quote", "sample", "messageAnswered"],
        },
        pool = new { coolDownHours = 1, freshHoldMinutes = 1 },
        quotas = new { claimsPerDay = 0, holdings = 0, lookUpsPerDay = 0, dayOffsetMinutes = 8 * 60 },
        conflicts = new { repeatWindowSeconds = 20 },
    };
}
