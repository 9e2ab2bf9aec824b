using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Ponding;
using CityOps.App.Features.Sensors;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NetTopologySuite.Geometries;

namespace CityOps.Testing;

/// <summary>
/// The smallest city that every part of the product can work in: two square towns of 0.1°, west 442000001 (with an
/// English name) from (113.3, 22.5) and east 442000002 from (113.4, 22.5), one account per role with its role as login,
/// two gateways, of which the first may hear the west town's alerts.
/// </summary>
public static class TestCity
{
    public const string Password = "rain-on-dongming-road";
    public const string WestTown = "442000001";
    public const string EastTown = "442000002";
    public const string Gateway = "gw-01";
    public const string OtherGateway = "gw-02";
    public const string GatewaySecret = "a-gateway-secret-of-the-test-city";

    /// <summary>Sensor WL-0001 and WL-0002 are <see cref="Gateway"/>'s, WL-0003 is <see
    /// cref="OtherGateway"/>'s.</summary>
    public static IReadOnlyList<string> Sensors { get; } = ["WL-0001", "WL-0002", "WL-0003"];

    private static readonly DateTimeOffset Founded = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rounds of hashing a password: few, since hashing is slow by design and every test logs in.</summary>
    public const int Iterations = 1_000;

    private static readonly string PasswordHash = new PasswordHasher<Account>(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations })
    ).HashPassword(null!, Password);

    public static async Task CreateAsync(CityOpsDb db, CancellationToken ct)
    {
        db.Towns.AddRange(
            Square(WestTown, "西镇", "West Town", 113.3, 113.4),
            Square(EastTown, "东镇", null, 113.4, 113.5)
        );
        await db.SaveChangesAsync(ct);
        db.Organisations.AddRange(
            Organisation("bureau", "城管局", "bureau"),
            Organisation("sanitation", "环卫中心", "centre"),
            Organisation("parks", "园林中心", "centre"),
            Organisation("municipal", "市政中心", "centre"),
            Organisation("contractor", "管养单位", "contractor"),
            Organisation(WestTown, "西镇城管办", "town", WestTown),
            Organisation(EastTown, "东镇城管办", "town", EastTown)
        );
        await db.SaveChangesAsync(ct);

        db.Categories.AddRange(
            new Category
            {
                Code = "03101",
                Standard = "test",
                Name = "暴露垃圾",
                Kind = "event",
                OrganisationCode = "sanitation",
            },
            new Category
            {
                Code = "01101",
                Standard = "test",
                Name = "路面破损",
                Kind = "event",
                OrganisationCode = "municipal",
            },
            new Category
            {
                Code = "L0506",
                Standard = "local",
                Name = "道路积水",
                Kind = "event",
                OrganisationCode = "municipal",
            },
            new Category
            {
                Code = "X01",
                Standard = "local",
                Name = "环卫巡查",
                Kind = "inspection",
                OrganisationCode = "sanitation",
            },
            new Category
            {
                Code = "X04",
                Standard = "local",
                Name = "占用挖掘道路巡查",
                Kind = "inspection",
                OrganisationCode = "municipal",
            }
        );
        db.Accounts.AddRange(
            Account("officer", "sanitation"),
            Account("dispatcher", "bureau"),
            Account("handler", "sanitation"),
            Account("verifier", "bureau"),
            Account("supervisor", "bureau"),
            Account("admin", "bureau"),
            Account("contractor", "contractor"),
            Account("auditor", "bureau"),
            Account("officer-parks", "parks", "officer"),
            Account("supervisor-west", WestTown, "supervisor", WestTown)
        );
        db.Facilities.Add(
            new Facility
            {
                Code = "T-001",
                Type = "toilet",
                Name = "松苑公厕",
                Position = Point(113.35, 22.55),
                TownCode = WestTown,
                OrganisationCode = "sanitation",
                CreatedAt = Founded,
            }
        );
        db.Gateways.AddRange(NewGateway(Gateway), NewGateway(OtherGateway));
        db.Sections.Add(
            new Section
            {
                Code = "S-01",
                Name = "东明路",
                TownCode = WestTown,
                Line = new LineString([new(113.351, 22.551), new(113.353, 22.552)]) { SRID = 4326 },
            }
        );
        await db.SaveChangesAsync(ct);

        db.GatewayAlertTowns.Add(new GatewayAlertTown { GatewayId = Gateway, TownCode = WestTown });
        db.Sensors.AddRange(
            Sensors.Select(
                (code, i) =>
                    new Sensor
                    {
                        Code = code,
                        GatewayId = i < 2 ? Gateway : OtherGateway,
                        SectionCode = "S-01",
                        Position = Point(113.351 + (i * 0.001), 22.551),
                        CreatedAt = Founded,
                    }
            )
        );
        await db.SaveChangesAsync(ct);
    }

    public static Point Point(double lon, double lat) => new(lon, lat) { SRID = 4326 };

    private static Town Square(string code, string name, string? nameEn, double west, double east)
    {
        var ring = new LinearRing([
            new(west, 22.5),
            new(east, 22.5),
            new(east, 22.6),
            new(west, 22.6),
            new(west, 22.5),
        ]);
        return new Town
        {
            Code = code,
            Name = name,
            NameEn = nameEn,
            Centre = Point((west + east) / 2, 22.55),
            BoundaryIsApproximate = true,
            Boundary = new MultiPolygon([new Polygon(ring)]) { SRID = 4326 },
        };
    }

    private static Organisation Organisation(string code, string name, string kind, string? town = null) =>
        new()
        {
            Code = code,
            Name = name,
            Kind = kind,
            TownCode = town,
        };

    private static Account Account(string login, string organisation, string? role = null, string? town = null) =>
        new()
        {
            Login = login,
            Name = login,
            PasswordHash = PasswordHash,
            Role = role ?? login,
            OrganisationCode = organisation,
            TownCode = town,
            CreatedAt = Founded,
        };

    private static Gateway NewGateway(string id) =>
        new()
        {
            Id = id,
            Name = id,
            SecretSha256 = SHA256.HashData(Encoding.UTF8.GetBytes(GatewaySecret)),
            CreatedAt = Founded,
            Sends = ["readings", "reports", "feedback"],
        };
}
