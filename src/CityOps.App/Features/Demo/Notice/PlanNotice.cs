using System.Text.Json.Nodes;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Letters;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Reports;

namespace CityOps.App.Features.Demo.Notice;

/// <summary>
/// The field work behind the bureau's notice of 2024-05-11, line by line: so many patrols, reports, quantities, letters
/// and penalties that the notice's figures come out of counting them.
/// </summary>
internal sealed class PlanNotice(FieldDays days, IReadOnlyList<Facility> toilets, FieldWork work)
{
    /// <summary>集中整改期间, as the demo city takes it.</summary>
    public static readonly DateOnly RectificationFrom = new(2023, 9, 22);
    public static readonly DateOnly RectificationTo = new(2023, 12, 31);

    private const string Brigade = "enforcement";
    private const string BrigadeOfficer = "officer-enforcement";
    private static readonly DateOnly YearFrom = new(2023, 1, 3);

    // What is reported by then is handled, and mostly closed, within the year.
    private static readonly DateOnly LastToClose = new(2023, 12, 12);
    private static readonly DateOnly YearTo = new(2023, 12, 30);
    private readonly Random _random = days.Random;

    public void Run()
    {
        Excavations();
        WorksVehicles();
        Dumping();
        Advertising();
        Enforcement();
        ToiletRepairs();
        Roads();
        Pruning();
        Lamps();
        IllegalConstruction();
    }

    // 占用挖掘: 出动390人次, 移交线索41宗(处) 全部整改, 行政处罚17宗 (the patrols themselves are in PatrolPlan).
    private void Excavations()
    {
        var patrols = work
            .Patrols.Where(patrol =>
                patrol.CategoryCode == DemoCategories.ExcavationPatrol
                && patrol.StartedAt >= Database.CityTime.Start(RectificationFrom)
            )
            .ToList();
        var persons = Share.Whole(390, patrols.Count, _random, least: 4);
        for (var i = 0; i < patrols.Count; i++)
        {
            patrols[i].Persons = persons[i];
        }

        var leads = Enumerable
            .Range(0, 41)
            .Select(_ =>
                days.FromCitizen("08003", "municipal", days.AnyTown(), days.Hour(RectificationFrom, new(2023, 11, 30)))
            )
            .ToList();
        work.Reports.AddRange(leads.Select(lead => new MadeReport(lead, [], Fate.Closed)));
        var sizes = Share.Whole(41, 8, _random, least: 3);
        var penalties = Share.Whole(17, 8, _random);
        for (var (i, next) = (0, 0); i < sizes.Length; next += sizes[i++])
        {
            var about = leads.GetRange(next, sizes[i]);
            work.Letters.Add(
                new(
                    LetterKinds.Transfer,
                    "municipal",
                    Brigade,
                    null,
                    DayAfter(about, RectificationTo),
                    "关于移交擅自挖掘道路线索的函",
                    about,
                    Math.Min(penalties[i], sizes[i])
                )
            );
        }

        // A letter may be smaller than its penalties; what is left goes to the larger ones.
        for (var left = 17 - work.Letters.Sum(letter => letter.Penalties); left > 0; left--)
        {
            var i = work.Letters.FindIndex(letter => letter.Penalties < letter.About.Count);
            work.Letters[i] = work.Letters[i] with { Penalties = work.Letters[i].Penalties + 1 };
        }
    }

    // 工程运输车联合整治: 12次, 150人次, 46辆次; 工地5宗, 车辆18宗.
    private void WorksVehicles()
    {
        var (persons, vehicles) = (Share.Whole(150, 12, _random, least: 7), Share.Whole(46, 12, _random, least: 2));
        var found = Share.Whole(18, 11, _random);
        for (var i = 0; i < 12; i++)
        {
            var patrol = Go(
                "joint",
                DemoCategories.WorksVehiclePatrol,
                days.AnyTown(),
                RectificationFrom,
                YearTo,
                persons[i],
                vehicles[i]
            );
            if (i < 5)
            {
                work.Reports.Add(new(days.During(patrol, "08012", "rectified_on_site"), []));
            }

            if (i < found.Length)
            {
                var report = days.During(
                    patrol,
                    "L0405",
                    "rectified_on_site",
                    new()
                    {
                        ["plate_number"] =
                            "粤T"
                            + _random
                                .Next(10_000, 99_999)
                                .ToString("00000", System.Globalization.CultureInfo.InvariantCulture),
                        ["type"] = "tipper",
                        ["clean"] = "dirty",
                        ["violations"] = new JsonArray("uncovered", "mud"),
                        ["violating_vehicles"] = found[i],
                    },
                    "work_vehicle"
                );
                work.Reports.Add(new(report, FieldDays.Measures(report, ("violating_vehicle_count", found[i]))));
            }
        }
    }

    // 乱倾倒: 约6600人次, 转镇街284宗(处), 发函23份.
    private void Dumping()
    {
        var persons = Share.Whole(6600, 620, _random, least: 4);
        var patrols = persons
            .Select(count =>
                Go("daily", DemoCategories.DumpingPatrol, days.AnyTown(), YearFrom, YearTo, count, 1 + _random.Next(3))
            )
            .ToList();
        Forward(patrols, ["L0610"], 284, LetterKinds.Supervision, 23, "关于督办清理乱倾倒垃圾的函");
    }

    // 户外广告: 约1000人次, 转镇街1836处, 发函46份; 拆除4678个/74995㎡, 整改3833个/逾1.5万㎡.
    private void Advertising()
    {
        var persons = Share.Whole(1000, 240, _random, least: 2);
        var patrols = persons
            .Select(count => Go("daily", DemoCategories.AdvertisingPatrol, days.AnyTown(), YearFrom, YearTo, count, 1))
            .ToList();
        Forward(
            patrols,
            ["07003", "07003", "07006"],
            1836,
            LetterKinds.Transfer,
            46,
            "关于移交违规户外广告招牌线索的函"
        );
        Adverts("removed", 4678, 74995m, 760);
        Adverts("corrected", 3833, 15236.5m, 520);
    }

    private void Adverts(string action, int total, decimal area, int reports)
    {
        string[] types = ["roof", "wall", "pillar", "shop", "banner"];
        var (counts, areas) = (Share.Whole(total, reports, _random), Share.Decimals(area, reports, 2, _random));
        for (var i = 0; i < reports; i++)
        {
            var town = days.AnyTown();
            var report = days.Of(
                "L0602",
                town.Code,
                DemoPeople.OfficerOf(town.Code),
                town,
                days.Hour(YearFrom, YearTo),
                "rectified_on_site",
                new()
                {
                    ["action"] = action,
                    ["type"] = DemoSentences.Pick(types, _random),
                    ["advert_count"] = counts[i],
                    ["advert_m2"] = areas[i],
                },
                "advertising_removal"
            );
            work.Reports.Add(
                new(report, FieldDays.Measures(report, ("advert_count", counts[i]), ("advert_m2", areas[i])))
            );
        }
    }

    // 全市执法: 警告1090, 责令686, 清理约3.1万, 立案230, 结案230.
    private void Enforcement()
    {
        const int Sheets = 690;
        var (warned, ordered, cleared) = (
            Share.Whole(1090, Sheets, _random, 0),
            Share.Whole(686, Sheets, _random, 0),
            Share.Whole(31_000, Sheets, _random, 5)
        );
        for (var i = 0; i < Sheets; i++)
        {
            var town = days.AnyTown();
            var report = days.Of(
                "L0607",
                town.Code,
                DemoPeople.OfficerOf(town.Code),
                town,
                days.Hour(YearFrom, YearTo),
                "rectified_on_site",
                new()
                {
                    ["warned"] = warned[i],
                    ["ordered"] = ordered[i],
                    ["cleared"] = cleared[i],
                },
                "enforcement_sheet"
            );
            work.Reports.Add(
                new(
                    report,
                    FieldDays.Measures(
                        report,
                        ("warned_count", warned[i]),
                        ("ordered_count", ordered[i]),
                        ("cleared_count", cleared[i])
                    )
                )
            );
        }

        for (var i = 0; i < 230; i++)
        {
            work.Reports.Add(
                new(
                    days.Of("L0608", Brigade, BrigadeOfficer, days.AnyTown(), days.Hour(YearFrom, LastToClose), null),
                    [],
                    Fate.Closed
                )
            );
        }
    }

    // 公厕设施维修583个.
    private void ToiletRepairs()
    {
        for (var i = 0; i < 583; i++)
        {
            var toilet = toilets[_random.Next(toilets.Count)];
            var report = days.Of(
                "03001",
                "sanitation",
                "officer",
                days.TownOf(toilet.TownCode!),
                days.Hour(RectificationFrom, LastToClose),
                null
            );
            work.Reports.Add(new(report, [], Fate.Closed, toilet.Id));
        }
    }

    // 病害维修: 沥青2333.63㎡, 混凝土81.88㎡, 人行道8356.97㎡, 绿道2188.06㎡, 侧石440.85m, 井盖355个, 拦车柱214个.
    private void Roads()
    {
        Repairs("asphalt", "asphalt_m2", Share.Decimals(2333.63m, 86, 2, _random));
        Repairs("concrete", "concrete_m2", Share.Decimals(81.88m, 9, 2, _random));
        Repairs("sidewalk", "sidewalk_m2", Share.Decimals(8356.97m, 140, 2, _random));
        Repairs("greenway", "greenway_m2", Share.Decimals(2188.06m, 31, 2, _random));
        Repairs("kerb", "kerb_m", Share.Decimals(440.85m, 42, 2, _random));
        Repairs(
            "manhole_cover",
            "manhole_cover_count",
            [.. Share.Whole(355, 160, _random).Select(count => (decimal)count)]
        );
        Repairs("bollard", "bollard_count", [.. Share.Whole(214, 60, _random).Select(count => (decimal)count)]);
    }

    private void Repairs(string kind, string measure, decimal[] quantities)
    {
        foreach (var quantity in quantities)
        {
            var report = days.Of(
                "L0601",
                "municipal",
                "officer-municipal",
                days.AnyTown(),
                days.Hour(RectificationFrom, YearTo),
                "rectified_on_site",
                new()
                {
                    ["road"] = DemoSentences.Road(_random.Next(40)),
                    ["kinds"] = new JsonArray(kind),
                    [measure] = quantity,
                },
                "road_repair"
            );
            work.Reports.Add(new(report, FieldDays.Measures(report, (measure, quantity))));
        }
    }

    // 36条道路修剪48次, 遮挡交通设施70宗.
    private void Pruning()
    {
        var (cleared, trees) = (Share.Whole(70, 48, _random, 0), Share.Whole(1460, 48, _random, 5));
        for (var i = 0; i < 48; i++)
        {
            var report = days.Of(
                "L0604",
                "parks",
                "officer-parks",
                days.AnyTown(),
                days.Hour(RectificationFrom, YearTo),
                "rectified_on_site",
                new()
                {
                    ["road"] = DemoSentences.Road(i % 36),
                    ["reason"] = new JsonArray("lamp", "sign"),
                    ["pruned_tree_count"] = trees[i],
                    ["obstruction_count"] = cleared[i],
                },
                "pruning"
            );
            work.Reports.Add(
                new(
                    report,
                    FieldDays.Measures(report, ("pruned_tree_count", trees[i]), ("obstruction_count", cleared[i]))
                )
            );
        }
    }

    // 13条道路加装路灯382盏.
    private void Lamps()
    {
        var counts = Share.Whole(382, 26, _random, 4);
        for (var i = 0; i < counts.Length; i++)
        {
            var report = days.Of(
                "L0603",
                "municipal",
                "officer-municipal",
                days.AnyTown(),
                days.Hour(RectificationFrom, YearTo),
                "rectified_on_site",
                new()
                {
                    ["road"] = DemoSentences.Road(20 + i % 13),
                    ["lamp_count"] = counts[i],
                    ["power_w"] = 100 + 50 * _random.Next(3),
                },
                "lamp_installation"
            );
            work.Reports.Add(new(report, FieldDays.Measures(report, ("lamp_count", counts[i]))));
        }
    }

    // 违建: 在建3434宗, 发现905, 制止905, 即建即拆9宗/5000㎡; 督导23镇街113次, 351人次.
    private void IllegalConstruction()
    {
        var sites = new List<Patrol>();
        for (var i = 0; i < 3434; i++)
        {
            var town = days.Towns[_random.Next(days.Towns.Count)];
            var patrol = days.Patrol(
                "on_site",
                DemoCategories.BuildingSitePatrol,
                town.Code,
                DemoPeople.OfficerOf(town.Code),
                town,
                days.Hour(YearFrom, YearTo),
                1 + _random.Next(3),
                1
            );
            sites.Add(patrol);
        }

        work.Patrols.AddRange(sites);
        var demolished = Share.Decimals(5000m, 9, 0, _random);
        var illegal = sites.OrderBy(_ => _random.NextDouble()).Take(905).ToList();
        for (var i = 0; i < illegal.Count; i++)
        {
            var area = Math.Round(20 + 380 * (decimal)_random.NextDouble(), 2);
            var answers = new JsonObject
            {
                ["stage"] = "building",
                ["use"] = "shed",
                ["area_m2"] = area,
                ["action"] = i < 9 ? "demolished" : "stopped",
            };
            if (i < 9)
            {
                (answers["area_m2"], answers["demolished_m2"]) = (demolished[i], demolished[i]);
            }

            var report = days.During(illegal[i], "L0605", "rectified_on_site", answers, "illegal_construction");
            work.Reports.Add(
                new(
                    report,
                    i < 9
                        ? FieldDays.Measures(report, ("illegal_m2", demolished[i]), ("demolished_m2", demolished[i]))
                        : FieldDays.Measures(report, ("illegal_m2", area))
                )
            );
        }

        var persons = Share.Whole(351, 113, _random, 2);
        for (var i = 0; i < persons.Length; i++)
        {
            Go(
                "supervision",
                DemoCategories.SupervisionPatrol,
                days.Towns[i % days.Towns.Count],
                YearFrom,
                YearTo,
                persons[i],
                1
            );
        }
    }

    // Reports handed to the towns, with letters on them, a town's to the town.
    private void Forward(List<Patrol> patrols, string[] categories, int count, string kind, int letters, string title)
    {
        var reports = Enumerable
            .Range(0, count)
            .Select(_ =>
                days.During(
                    DemoSentences.Pick(patrols, _random),
                    DemoSentences.Pick(categories, _random),
                    "transferred"
                )
            )
            .ToList();
        work.Reports.AddRange(reports.Select(report => new MadeReport(report, [])));
        var byTown = reports
            .GroupBy(report => report.TownCode)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.OrderBy(report => report.ObservedAt).ToList())
            .ToList();
        for (var i = 0; i < letters; i++)
        {
            var town = byTown[i % byTown.Count];
            var share = Math.Max(1, town.Count / (letters / byTown.Count + 1));
            var about = town.Skip(i / byTown.Count * share).Take(share).DefaultIfEmpty(town[0]).ToList();
            work.Letters.Add(
                new(kind, Brigade, about[0].TownCode, about[0].TownCode, DayAfter(about, YearTo), title, about)
            );
        }
    }

    private Patrol Go(
        string kind,
        string category,
        Organisations.Town town,
        DateOnly first,
        DateOnly last,
        int persons,
        int vehicles
    )
    {
        var patrol = days.Patrol(
            kind,
            category,
            Brigade,
            BrigadeOfficer,
            town,
            days.Hour(first, last),
            persons,
            vehicles
        );
        work.Patrols.Add(patrol);
        return patrol;
    }

    private static DateOnly DayAfter(IReadOnlyList<Report> reports, DateOnly atMost)
    {
        var day = Database.CityTime.Day(reports.Max(report => report.ReceivedAt)).AddDays(1);
        return day < atMost ? day : atMost;
    }
}
