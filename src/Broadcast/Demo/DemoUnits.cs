using System.Globalization;

namespace Broadcast.Demo;

/// <summary>The 64 member units: the kinds of departments an autonomous region has. Officials appear by their office alone.</summary>
internal static class DemoUnits
{
    /// <summary>In the order of the register.</summary>
    public static readonly IReadOnlyList<DemoUnit> All =
    [
        .. Of("区直部门", "自治区本级", Departments()),
        .. Of("司法机关", "自治区本级", Judiciary()),
        .. Of("群团组织", "自治区本级", Associations()),
        .. Of("中央驻区单位", "中央驻区", CentralAgencies()),
    ];

    private static IEnumerable<DemoUnit> Of(string level, string region, IEnumerable<DemoUnit> units) => units.Select(unit => unit with { Level = level, Region = region });

    private static DemoUnit[] Departments() =>
    [
        new("justice", "司法厅", "厅长", "“八五”普法：让法治成为社会共识"),
        new("public-security", "公安厅", "厅长", "守护平安，从学法用法开始"),
        new("education", "教育厅", "厅长", "依法治校，把法治教育融入育人全过程"),
        new("development-reform", "发展和改革委员会", "主任", "优化营商环境的法治保障"),
        new("science-technology", "科学技术厅", "厅长", "以法治护航科技创新"),
        new("industry", "工业和信息化厅", "厅长", "中小企业促进法进园区"),
        new("ethnic-affairs", "民族事务委员会", "主任", "铸牢中华民族共同体意识的法治实践"),
        new("state-security", "国家安全厅", "厅长", "国家安全，人人有责"),
        new("civil-affairs", "民政厅", "厅长", "民法典与身边的民生事"),
        new("finance", "财政厅", "厅长", "阳光财政，依法理财"),
        new("human-resources", "人力资源和社会保障厅", "厅长", "劳动者的权利清单"),
        new("natural-resources", "自然资源厅", "厅长", "依法守住耕地红线"),
        new("ecology", "生态环境厅", "厅长", "用法治守护北疆绿水青山"),
        new("housing", "住房和城乡建设厅", "厅长", "物业管理里的法律问题"),
        new("transport", "交通运输厅", "厅长", "平安出行，法治同行"),
        new("water", "水利厅", "厅长", "黄河保护法与节水优先"),
        new("agriculture", "农牧厅", "厅长", "法治进嘎查村，护农助牧"),
        new("commerce", "商务厅", "厅长", "外商投资法与向北开放"),
        new("culture-tourism", "文化和旅游厅", "厅长", "旅游者的法律锦囊"),
        new("health", "卫生健康委员会", "主任", "基本医疗与健康促进法怎样保护你"),
        new("veterans", "退役军人事务厅", "厅长", "退役军人保障法：尊崇与权益"),
        new("emergency", "应急管理厅", "厅长", "安全生产法：责任在每个岗位"),
        new("audit", "审计厅", "厅长", "审计监督为公共资金护航"),
        new("foreign-affairs", "外事办公室", "主任", "边境地区涉外法律常识"),
        new("state-assets", "国有资产监督管理委员会", "主任", "合规经营，国企先行"),
        new("market", "市场监督管理局", "局长", "消费者权益保护进行时"),
        new("radio-television", "广播电视局", "局长", "让法治声音传遍草原"),
        new("sports", "体育局", "局长", "新体育法与全民健身"),
        new("statistics", "统计局", "局长", "依法统计，数据可信"),
        new("energy", "能源局", "局长", "能源保供的法治支撑"),
        new("forestry", "林业和草原局", "局长", "草原法：禁牧休牧与草畜平衡"),
        new("medical-security", "医疗保障局", "局长", "医保基金不容侵占"),
        new("local-finance", "地方金融管理局", "局长", "远离非法集资"),
        new("complaints", "信访局", "局长", "信访工作法治化怎么走"),
        new("civil-defence", "人民防空办公室", "主任", "人民防空法与城市安全"),
        new("government-offices", "机关事务管理局", "局长", "节约型机关的制度建设"),
        new("government-services", "政务服务与数据管理局", "局长", "一网通办的法治底座"),
        new("grain", "粮食和物资储备局", "局长", "粮食安全保障法解读"),
        new("drugs", "药品监督管理局", "局长", "用药安全，法律把关"),
        new("intellectual-property", "知识产权局", "局长", "地理标志与品牌保护"),
        new("prisons", "监狱管理局", "局长", "教育改造与回归社会"),
        new("rehabilitation", "戒毒管理局", "局长", "禁毒法：健康人生，绿色无毒"),
        new("relics", "文物局", "局长", "长城保护，人人是守护者"),
        new("rural", "乡村振兴局", "局长", "乡村振兴促进法进万家"),
        new("archives", "档案局", "局长", "档案法：留住共同的记忆"),
        new("secrecy", "国家保密局", "局长", "守住秘密就是守住安全"),
        new("cyberspace", "互联网信息办公室", "主任", "网络安全法与个人信息保护"),
    ];

    private static DemoUnit[] Judiciary() =>
    [
        new("court", "高级人民法院", "院长", "公正司法：把诉讼服务送到家门口"),
        new("procuratorate", "人民检察院", "检察长", "未成年人检察的温度与力度"),
    ];

    private static DemoUnit[] Associations() =>
    [
        new("trade-unions", "总工会", "主席", "维护职工合法权益"),
        new("youth-league", "共青团委员会", "书记", "青少年法治教育新课堂"),
        new("women", "妇女联合会", "主席", "妇女权益保障法与反家庭暴力"),
        new("science-association", "科学技术协会", "主席", "科普法与公民科学素质"),
        new("disabled", "残疾人联合会", "理事长", "无障碍环境建设法走进生活"),
        new("industry-commerce", "工商业联合会", "主席", "民营经济的法治体检"),
        new("red-cross", "红十字会", "会长", "红十字会法与应急救护"),
    ];

    private static DemoUnit[] CentralAgencies() =>
    [
        new("tax", "税务局", "局长", "税收优惠一点通"),
        new("customs", "海关", "关长", "国门安全与通关便利"),
        new("meteorology", "气象局", "局长", "气象灾害防御的法律责任"),
        new("earthquake", "地震局", "局长", "防震减灾法与家庭预案"),
        new("post", "邮政管理局", "局长", "快递背后的法律约定"),
        new("communications", "通信管理局", "局长", "反电信网络诈骗法实操指南"),
        new("fire", "消防救援总队", "总队长", "消防法：防火从家里做起"),
        new("tobacco", "烟草专卖局", "局长", "未成年人保护与控烟执法"),
    ];
}

/// <summary>A member unit as the demonstration knows it.</summary>
/// <param name="Code">Its code in the register.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Head">The office of the one who speaks for it.</param>
/// <param name="Topic">What its interview is about.</param>
internal sealed record DemoUnit(string Code, string Name, string Head, string Topic)
{
    /// <summary>Its place in the hierarchy.</summary>
    public string Level { get; init; } = "";

    /// <summary>What the breakdown by region counts it to.</summary>
    public string Region { get; init; } = "";

    /// <summary>The same department coming again, once the plan is used up.</summary>
    public DemoUnit Again(int round) => this with
    {
        Code = string.Create(CultureInfo.InvariantCulture, $"{Code}-{round}"),
        Name = string.Create(CultureInfo.InvariantCulture, $"{Name}（第{round}次）"),
        Topic = $"回头看：{Topic}",
    };
}
