using CityOps.App.Features.Organisations;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Demo;

/// <summary>
/// The 23 towns of Zhongshan by code, name and centre, with approximate boundaries cut to the city's bounding box.
/// </summary>
internal static class DemoTowns
{
    private static readonly Envelope City = new(113.1515, 113.7501, 22.2057, 22.7761);

    public static IReadOnlyList<TownCentre> Known { get; } =
    [
        new("442000001", "石岐街道", "Shiqi", 113.3761, 22.5328),
        new("442000002", "东区街道", "Dongqu", 113.4105, 22.5189),
        new("442000003", "中山港街道", "Zhongshangang", 113.4556, 22.5481),
        new("442000004", "西区街道", "Xiqu", 113.3503, 22.5279),
        new("442000005", "南区街道", "Nanqu", 113.3496, 22.4783),
        new("442000006", "五桂山街道", "Wuguishan", 113.3970, 22.4489),
        new("442000007", "民众街道", "Minzhong", 113.4885, 22.6247),
        new("442000008", "南朗街道", "Nanlang", 113.5256, 22.5014),
        new("442000101", "黄圃镇", "Huangpu", 113.3336, 22.7139),
        new("442000103", "东凤镇", "Dongfeng", 113.2495, 22.7050),
        new("442000105", "古镇镇", "Guzhen", 113.1826, 22.6193),
        new("442000106", "沙溪镇", "Shaxi", 113.3160, 22.5114),
        new("442000107", "坦洲镇", "Tanzhou", 113.4658, 22.2695),
        new("442000108", "港口镇", "Gangkou", 113.3747, 22.5897),
        new("442000109", "三角镇", "Sanjiao", 113.4275, 22.6850),
        new("442000110", "横栏镇", "Henglan", 113.2433, 22.5378),
        new("442000111", "南头镇", "Nantou", 113.2864, 22.7205),
        new("442000112", "阜沙镇", "Fusha", 113.3451, 22.6688),
        new("442000114", "三乡镇", "Sanxiang", 113.4362, 22.3606),
        new("442000115", "板芙镇", "Banfu", 113.3298, 22.3998),
        new("442000116", "大涌镇", "Dachong", 113.2950, 22.4682),
        new("442000117", "神湾镇", "Shenwan", 113.3581, 22.3015),
        new("442000118", "小榄镇", "Xiaolan", 113.2456, 22.6748),
    ];

    public static IReadOnlyList<Town> All() => ApproximateTowns.Of(Known, City);
}
