using CityOps.App.Features.Forms;

namespace CityOps.App.Features.Demo;

/// <summary>
/// What the demo city's records are about: matters by their codes in GB/T 47678.5, local ones (L…), and what patrols
/// look at (X…). A real city imports its full set.
/// </summary>
internal static class DemoCategories
{
    public const string SanitationPatrol = "X01";
    public const string ParksPatrol = "X02";
    public const string WastePatrol = "X03";
    public const string ExcavationPatrol = "X04";
    public const string AdvertisingPatrol = "X05";
    public const string WorksVehiclePatrol = "X06";
    public const string DumpingPatrol = "X07";
    public const string BuildingSitePatrol = "X08";
    public const string SupervisionPatrol = "X09";
    public const string TownPatrol = "X10";

    private const string Standard = "GB/T 47678.5-2026";
    private const string Local = "local";

    private static readonly (string Code, string Name, string NameEn)[] Classes =
    [
        ("01", "市政公用设施类", "Public utilities"),
        ("02", "交通设施类", "Traffic facilities"),
        ("03", "市容环卫设施类", "Sanitation facilities"),
        ("04", "园林绿化设施类", "Parks and greenery"),
        ("06", "市容环境类", "Town appearance"),
        ("07", "宣传广告类", "Advertising"),
        ("08", "施工管理类", "Construction sites"),
        ("09", "街面秩序类", "Street order"),
        ("L05", "突发事件类", "Emergencies"),
        ("L06", "专项工作类", "Special tasks"),
    ];

    private static readonly (string Code, string Name, string NameEn, string Organisation)[] Matters =
    [
        ("01002", "污水井盖异常", "Sewer cover", "municipal"),
        ("01003", "雨水井盖异常", "Storm drain cover", "municipal"),
        ("01004", "雨水箅子异常", "Storm drain grating", "municipal"),
        ("01037", "路灯异常", "Street lamp", "municipal"),
        ("01060", "路灯配电箱异常", "Lamp distribution box", "municipal"),
        ("02017", "交通护栏异常", "Traffic barrier", "municipal"),
        ("02034", "无障碍设施异常", "Accessibility", "municipal"),
        ("06013", "道路破损", "Road damage", "municipal"),
        ("06050", "路缘石缺损", "Kerb damage", "municipal"),
        ("06051", "盲道缺损", "Tactile paving damage", "municipal"),
        ("08002", "施工占道", "Works on the carriageway", "municipal"),
        ("08003", "无证掘路", "Excavation without permit", "municipal"),
        ("08007", "施工工地围挡问题", "Site hoarding", "municipal"),
        ("08010", "施工完成后未场光地净", "Site left unclean", "municipal"),
        ("L0506", "道路积水", "Road ponding", "municipal"),
        ("08012", "施工工地车轮夹带", "Mud from a building site", "enforcement"),
        ("03001", "公共厕所异常", "Public toilet", "sanitation"),
        ("03005", "垃圾箱异常", "Litter bin", "sanitation"),
        ("06010", "暴露垃圾", "Exposed rubbish", "sanitation"),
        ("06012", "道路不洁", "Dirty road", "sanitation"),
        ("06014", "道路遗撒（洒）", "Spillage", "sanitation"),
        ("06025", "水域不洁", "Dirty water", "sanitation"),
        ("06036", "乱堆杂物", "Dumped objects", "sanitation"),
        ("06037", "动物尸体", "Dead animal", "sanitation"),
        ("04001", "古树名木异常", "Ancient tree", "parks"),
        ("04002", "行道树异常", "Roadside tree", "parks"),
        ("04004", "护树设施异常", "Tree guard", "parks"),
        ("04008", "绿地护栏异常", "Greenery railing", "parks"),
        ("04011", "树池树穴异常", "Tree pit", "parks"),
        ("04013", "绿地异常", "Greenery", "parks"),
        ("06017", "绿地脏乱", "Dirty greenery", "parks"),
        ("06018", "绿化弃料", "Green waste", "parks"),
        ("06021", "病虫害", "Plant pests", "parks"),
        ("06045", "非法占绿毁绿", "Greenery occupied or destroyed", "parks"),
        ("03004", "垃圾间（楼）异常", "Rubbish house", "waste"),
        ("06011", "积存垃圾渣土", "Accumulated rubbish", "waste"),
        ("06030", "乱倒乱排污水、废水", "Waste water", "waste"),
        ("06041", "垃圾未分类", "Unsorted rubbish", "waste"),
        ("06042", "垃圾站（箱）满溢", "Overflowing bin", "waste"),
        ("06001", "私搭乱建", "Illegal building", "enforcement"),
        ("06027", "油烟污染", "Cooking fumes", "enforcement"),
        ("L0608", "行政执法立案", "Enforcement case", "enforcement"),
        ("L0610", "乱倾倒垃圾", "Dumped waste", "enforcement"),
        ("07001", "非法小广告", "Illegal small ads", "enforcement"),
        ("07003", "违规户外广告", "Illegal billboard", "enforcement"),
        ("07006", "违规牌匾标识", "Illegal signboard", "enforcement"),
        ("09001", "无照经营游商", "Unlicensed vendor", "enforcement"),
        ("09005", "店外经营", "Goods outside a shop", "enforcement"),
        ("09006", "占道经营", "Trading on the road", "enforcement"),
    ];

    // 核实: what is easily reported wrongly is looked at on site before it is filed.
    private static readonly string[] LookedAtFirst = ["06001", "06027", "08003"];

    private static readonly (string Code, string Name, string NameEn, string Organisation)[] Inspections =
    [
        (SanitationPatrol, "环卫巡查", "Sanitation patrol", "sanitation"),
        (ParksPatrol, "园林巡查", "Parks patrol", "parks"),
        (WastePatrol, "垃圾处理巡查", "Waste patrol", "waste"),
        (ExcavationPatrol, "占用挖掘道路巡查", "Road excavation patrol", "municipal"),
        (AdvertisingPatrol, "户外广告巡查", "Advertising patrol", "enforcement"),
        (WorksVehiclePatrol, "工程运输车联合整治", "Joint operation on works vehicles", "enforcement"),
        (DumpingPatrol, "乱倾倒巡查", "Patrol against dumping", "enforcement"),
        (BuildingSitePatrol, "在建工地违建巡查", "Patrol of building sites", "enforcement"),
        (SupervisionPatrol, "违建治理督导", "Supervision of towns on illegal construction", "enforcement"),
        (TownPatrol, "镇街日常巡查", "Daily round of a town", "enforcement"),
    ];

    /// <summary>Classes before what belongs to them.</summary>
    public static IEnumerable<Category> All() =>
        [
            .. Classes.Select(c => new Category
            {
                Code = c.Code,
                Standard = StandardOf(c.Code),
                Name = c.Name,
                NameEn = c.NameEn,
                Kind = "event",
            }),
            .. Matters.Select(m => new Category
            {
                Code = m.Code,
                Standard = StandardOf(m.Code),
                Name = m.Name,
                NameEn = m.NameEn,
                Kind = "event",
                ParentCode = m.Code[0] == 'L' ? m.Code[..3] : m.Code[..2],
                OrganisationCode = m.Organisation,
                VerifyBeforeFiling = LookedAtFirst.Contains(m.Code),
            }),
            .. Inspections.Select(i => new Category
            {
                Code = i.Code,
                Standard = Local,
                Name = i.Name,
                NameEn = i.NameEn,
                Kind = "inspection",
                OrganisationCode = i.Organisation,
            }),
        ];

    private static string StandardOf(string code) => code[0] == 'L' ? Local : Standard;
}
