using System.Text.Json;
using CityOps.App.Features.Facilities;
using CityOps.App.Geo;

namespace CityOps.App.Features.Demo;

/// <summary>The twelve toilets with a code each (一厕一码) by name. Their places are guesses within their quarter, and say
/// so.</summary>
internal static class DemoToilets
{
    /// <summary>When the codes were put up.</summary>
    public static readonly DateTimeOffset CodesSince = new(2023, 9, 20, 10, 0, 0, TimeSpan.FromHours(8));

    private static readonly (string Name, string Town, double Lon, double Lat)[] Known =
    [
        ("松苑公厕", "442000001", 113.3842, 22.5262),
        ("民族东公厕", "442000001", 113.3790, 22.5305),
        ("民权路2号公厕", "442000001", 113.3735, 22.5256),
        ("柏苑公厕", "442000001", 113.3861, 22.5338),
        ("三元庙公厕", "442000001", 113.3702, 22.5349),
        ("瓮菜塘公厕", "442000001", 113.3769, 22.5228),
        ("兴中园公厕", "442000002", 113.3986, 22.5173),
        ("博爱路公厕", "442000002", 113.4043, 22.5108),
        ("蓝波湾公厕", "442000002", 113.4112, 22.5237),
        ("泰安公厕", "442000004", 113.3581, 22.5301),
        ("兴中体育场公厕", "442000002", 113.3967, 22.5241),
        ("汽车总站公厕", "442000004", 113.3540, 22.5189),
    ];

    public static IEnumerable<Facility> All() =>
        Known.Select(
            (toilet, i) =>
                new Facility
                {
                    Code = $"T-{i + 1:000}",
                    Type = "toilet",
                    Name = toilet.Name,
                    Position = new LonLat(toilet.Lon, toilet.Lat).ToPoint(),
                    TownCode = toilet.Town,
                    OrganisationCode = "sanitation",
                    Attributes = JsonDocument.Parse("""{"positionIsApproximate":true}"""),
                    CreatedAt = CodesSince.AddDays(-30),
                }
        );
}
