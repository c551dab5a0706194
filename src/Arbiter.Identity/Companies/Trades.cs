using System.Collections.Frozen;

namespace Arbiter.Identity.Companies;

/// <summary>
/// Words for what a company does or is (行业, GB/T 4754 and everyday ones). Thousands share them, so they tell little; what stands before
/// them (字号) tells companies apart.
/// </summary>
static class Trades
{
    static readonly WordEnds Words = new(
        ("科技 网络 信息 技术 贸易 商贸 实业 集团 投资 咨询 管理 服务 文化 传媒 传播 广告 教育 电子 商务 工程 建筑 装饰 物流 国际 发展 进出口 企业 食品 机械 " +
        "设备 股份 某某 某 软件 智能 数据 数码 通信 通讯 系统 自动化 工业 制造 加工 生产 销售 经营 开发 建设 建材 材料 金属 钢铁 钢材 五金 塑料 塑胶 橡胶 化工 " +
        "化学 化纤 涂料 纸业 包装 印刷 纺织 服装 服饰 鞋业 皮革 家具 家居 家电 电器 电气 电力 电缆 电线 电源 电机 电池 光电 照明 灯饰 能源 新能源 环保 环境 " +
        "节能 水务 水利 燃气 石油 矿业 煤业 汽车 汽配 配件 零件 部件 轴承 阀门 模具 仪器 仪表 医疗 医药 药业 器械 生物 保健 健康 美容 美发 化妆品 日用品 用品 " +
        "百货 超市 副食 粮油 餐饮 饮料 酒业 茶业 茶叶 水产 冷冻 农业 农牧 牧业 畜牧 种业 林业 园林 绿化 花卉 苗木 饲料 肥料 房地产 地产 置业 物业 酒店 宾馆 " +
        "旅游 旅行 旅行社 航空 航运 船舶 运输 货运 货代 仓储 供应链 快递 速递 租赁 拍卖 典当 担保 保险 证券 基金 资产 资本 金融 财务 会计 税务 法律 律师 知识产权 " +
        "人力资源 劳务 人才 培训 学校 幼儿园 出版 图书 文具 办公 设计 策划 营销 会展 展览 影视 影业 娱乐 体育 健身 游戏 动漫 艺术 工艺 工艺品 礼品 珠宝 首饰 玩具 " +
        "眼镜 钟表 安装 安防 消防 测绘 勘察 监理 检测 认证 装修 装潢 幕墙 门窗 玻璃 陶瓷 石材 木业 水泥 混凝土 路桥 市政 交通 铁塔 管业 线缆 液压 气动 泵业 机电 " +
        "机床 工具 焊接 铸造 锻造 热处理 精密 精工 半导体 芯片 微电子 互联网 云计算 大数据 人工智能 物联网 电商 代理 代办 中介 经纪 家政 保洁 清洁 维修 修理 养老 " +
        "婚庆 摄影 宠物 母婴 营养 产品 制品 产业 事业 控股 联合 连锁 中心 研究 研究院 研究所 设计院 医院 诊所 门诊 药房 药店 大药房").Split(' '));

    /// <summary>Ends of a household's or a small plant's registered name (个体工商户名称, 组织形式).</summary>
    static readonly WordEnds HouseholdEnds = new(
    [
        "经营部", "门市部", "服务部", "商行", "商店", "商贸行", "贸易行", "工作室", "经销部", "加工厂", "批发部", "销售部", "修理部", "维修部", "超市", "饭店", "酒店", "宾馆",
        "旅馆", "餐厅", "餐馆", "酒楼", "茶楼", "会所", "药房", "诊所", "农场", "合作社", "供应站", "服务站", "中心", "厂", "店", "行", "社", "馆", "院", "堂", "部", "坊", "摊", "档",
    ]);

    /// <summary>Where the words for trades begin that the name ends with.</summary>
    internal static int Start(ReadOnlySpan<char> name)
    {
        while (Words.Length(name) is var length and > 0)
            name = name[..^length];
        return name.Length;
    }

    internal static int HouseholdEndLength(ReadOnlySpan<char> name) => HouseholdEnds.Length(name);

    /// <summary>Which of some words a text ends with, the longest first: as many look-ups as words have lengths.</summary>
    sealed class WordEnds(IReadOnlyCollection<string> words)
    {
        readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = words.ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();
        readonly int longest = words.Max(word => word.Length);

        internal int Length(ReadOnlySpan<char> text)
        {
            for (var length = Math.Min(longest, text.Length); length > 0; length--)
            {
                if (lookup.Contains(text[^length..]))
                    return length;
            }

            return 0;
        }
    }
}
