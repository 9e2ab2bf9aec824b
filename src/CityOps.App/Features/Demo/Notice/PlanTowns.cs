namespace CityOps.App.Features.Demo.Notice;

/// <summary>What the towns' own officers found in 2023 on their daily rounds: most of the year's records.</summary>
internal sealed class PlanTowns(FieldDays days, FieldWork work)
{
    private static readonly DateOnly First = new(2023, 1, 3);
    private static readonly DateOnly Last = new(2023, 12, 30);

    private static readonly string[] Matters =
    [
        "06010",
        "06010",
        "06010",
        "06010",
        "06012",
        "06012",
        "06012",
        "06014",
        "06036",
        "06036",
        "06037",
        "06042",
        "06042",
        "06041",
        "03005",
        "09005",
        "09005",
        "09005",
        "09006",
        "09006",
        "09001",
        "07001",
        "07001",
        "07001",
        "06027",
        "06017",
        "06018",
        "04002",
        "04011",
        "04013",
        "06013",
        "06013",
        "01037",
        "01003",
        "01004",
        "06050",
        "06051",
        "02017",
        "06011",
        "06030",
    ];

    public void Run()
    {
        var random = days.Random;
        for (var day = First; day <= Last; day = day.AddDays(1))
        {
            var isDayOff = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            foreach (var town in days.Towns)
            {
                if (isDayOff && random.Next(3) > 0)
                {
                    continue;
                }

                var login = DemoPeople.OfficerOf(town.Code);
                var patrol = days.Patrol(
                    "daily",
                    DemoCategories.TownPatrol,
                    town.Code,
                    login,
                    town,
                    days.HourOf(day),
                    2 + random.Next(4),
                    random.Next(3)
                );
                work.Patrols.Add(patrol);
                for (var found = 3 + random.Next(9); found > 0; found--)
                {
                    // Most is put right at once, with the shopkeeper, the driver or the cleaner standing by.
                    var isPutRight = random.Next(10) < 7;
                    work.Reports.Add(
                        new(
                            days.During(
                                patrol,
                                DemoSentences.Pick(Matters, random),
                                isPutRight ? "rectified_on_site" : null
                            ),
                            [],
                            random.Next(150) == 0 ? Fate.Any : Fate.Closed
                        )
                    );
                }
            }
        }
    }
}
