namespace CityOps.App.Features.Demo;

/// <summary>What an organisation's patrols come to over a period: so many patrols, so many problems under
/// them.</summary>
/// <param name="Officers">Logins.</param>
/// <param name="Categories">What the problems are about, the common ones more than once.</param>
/// <param name="OnSite">How many of the problems the officer puts right on the spot.</param>
/// <param name="Transferred">How many go to the town.</param>
internal sealed record PatrolPlan(
    string Organisation,
    string Category,
    string[] Officers,
    DateOnly First,
    DateOnly Last,
    int Patrols,
    int Problems,
    int OnSite,
    int Transferred,
    string[] Categories
)
{
    private static readonly string[] SanitationMatters =
    [
        "06010",
        "06010",
        "06010",
        "06012",
        "06012",
        "03005",
        "06014",
        "06036",
        "06025",
        "03001",
        "06037",
    ];
    private static readonly string[] ParksMatters =
    [
        "04002",
        "04002",
        "04013",
        "04013",
        "04013",
        "06017",
        "06017",
        "04011",
        "06018",
        "04008",
        "06021",
        "04004",
        "06045",
        "04001",
    ];
    private static readonly string[] WasteMatters = ["06042", "06042", "06041", "03004", "06011", "06030"];
    private static readonly string[] ExcavationMatters = ["08002", "08002", "08003", "08007", "08010", "06013"];
    private static readonly string[] RoadMatters =
    [
        "06013",
        "06013",
        "01037",
        "01003",
        "01004",
        "06050",
        "06051",
        "01002",
        "01060",
        "02017",
        "02034",
        "L0506",
    ];
    private static readonly string[] StreetMatters =
    [
        "09005",
        "09006",
        "07001",
        "07001",
        "07003",
        "07006",
        "09001",
        "06027",
        "06001",
    ];

    /// <summary>The lines of the bureau's notice of 2024-05-11: the three centres since October 2023, excavations since
    /// September.</summary>
    public static IReadOnlyList<PatrolPlan> Of2023 { get; } =
    [
        new(
            "sanitation",
            DemoCategories.SanitationPatrol,
            ["officer"],
            new(2023, 10, 1),
            new(2023, 12, 31),
            90,
            395,
            118,
            21,
            SanitationMatters
        ),
        new(
            "parks",
            DemoCategories.ParksPatrol,
            ["officer-parks", "officer-parks-2"],
            new(2023, 10, 1),
            new(2023, 12, 31),
            378,
            1809,
            402,
            64,
            ParksMatters
        ),
        new(
            "waste",
            DemoCategories.WastePatrol,
            ["officer-waste"],
            new(2023, 10, 1),
            new(2023, 12, 31),
            117,
            129,
            37,
            9,
            WasteMatters
        ),
        new(
            "municipal",
            DemoCategories.ExcavationPatrol,
            ["officer-municipal"],
            new(2023, 9, 1),
            new(2023, 12, 31),
            50,
            31,
            19,
            12,
            ExcavationMatters
        ),
    ];

    /// <summary>The last two weeks, so that the map lives.</summary>
    public static IReadOnlyList<PatrolPlan> Recent(DateOnly today) =>
        [
            new(
                "sanitation",
                DemoCategories.SanitationPatrol,
                ["officer"],
                today.AddDays(-14),
                today,
                10,
                34,
                5,
                2,
                SanitationMatters
            ),
            new(
                "parks",
                DemoCategories.ParksPatrol,
                ["officer-parks", "officer-parks-2"],
                today.AddDays(-14),
                today,
                12,
                36,
                5,
                2,
                ParksMatters
            ),
            new(
                "waste",
                DemoCategories.WastePatrol,
                ["officer-waste"],
                today.AddDays(-14),
                today,
                6,
                14,
                2,
                1,
                WasteMatters
            ),
            new(
                "municipal",
                DemoCategories.ExcavationPatrol,
                ["officer-municipal"],
                today.AddDays(-14),
                today,
                8,
                26,
                3,
                2,
                RoadMatters
            ),
            new(
                "enforcement",
                DemoCategories.AdvertisingPatrol,
                ["officer-enforcement"],
                today.AddDays(-14),
                today,
                8,
                22,
                3,
                2,
                StreetMatters
            ),
        ];
}
