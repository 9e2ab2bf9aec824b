using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Backups;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Escalation;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Sensors;
using CityOps.App.Features.Statistics;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Upgrade;

/// <summary>
/// Works <see cref="TestCity"/> through two months by the API, and writes its database and its answers beside the
/// tests.
/// Run once per release, before what is to come changes it: see README.md.
/// </summary>
public sealed class MakeReleasedCity
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 4, 1, 8, 0, 0, China));
    private readonly Random _random = new(2026);
    private TestApp _app = null!;
    private People _people = null!;
    private int _photos;
    private int _minutes;
    private int _course;

    // What becomes of a case: who does what, with which body, after how many hours.
    private sealed record Step(string Login, string Action, object? Body = null, double Hours = 1);

    private static readonly Step File = new("dispatcher", "file");
    private static readonly Step Dispatch = new("dispatcher", "dispatch");
    private static readonly Step Accept = new("handler", "accept");
    private static readonly Step Handle = new("handler", "handle", new { note = "已清理" }, 2);
    private static readonly Step Verify = new("verifier", "verify");
    private static readonly Step Close = new("dispatcher", "close");

    private static readonly Step[][] Courses =
    [
        [File, Dispatch, Accept, Handle, Verify, Close],
        [new("dispatcher", "reject", new { note = "不属于城管职责" })],
        [new("officer", "rectify", new { note = "现场已整改" })],
        [
            File,
            new("dispatcher", "transfer", new { organisation = TestCity.WestTown, note = "转属地" }),
            new("admin", "handle", new { note = "镇街已处置" }, 5),
            Verify,
            new("supervisor", "close"),
        ],
        [
            File,
            Dispatch,
            Accept,
            new("supervisor", "suspend", new { note = "待施工" }),
            new("supervisor", "resume", null, 30),
            Handle,
            Verify,
            Close,
        ],
        [
            File,
            Dispatch,
            new("supervisor", "extend", new { note = "雨天" }, 0.2),
            Handle,
            Verify,
            Close,
            new("supervisor", "reopen", new { note = "又坏了" }, 20),
            Dispatch,
            Handle,
            Verify,
            Close,
        ],
        [
            File,
            Dispatch,
            new("handler", "handle", new { note = "迟办" }, 216),
            new("handler", "appeal", new { note = "台风停工" }),
            new("supervisor", "grant"),
            Verify,
            Close,
        ],
        [
            File,
            Dispatch,
            new("handler", "handle", new { note = "迟办" }, 216),
            new("handler", "appeal", new { note = "人手不足" }),
            new("supervisor", "refuse", new { note = "理由不成立" }),
            Verify,
            Close,
        ],
        [
            File,
            Dispatch,
            new("handler", "return", new { note = "非本单位管养" }),
            Dispatch,
            Handle,
            new("verifier", "rework", new { note = "未到位" }),
            Handle,
            Verify,
            Close,
        ],
        [File, new("supervisor", "cancel", new { note = "重复登记" })],
        [File, Dispatch, new("supervisor", "force-close", new { note = "该地块已拆迁" }, 5)],
        [
            File,
            new("supervisor", "force-close", new { note = "已拆" }),
            new("supervisor", "reopen", new { note = "没拆" }),
            Dispatch,
        ],
        [],
        [File],
        [File, Dispatch],
        [
            File,
            new("dispatcher", "dispatch", new { organisation = "contractor" }),
            new("contractor", "accept"),
            new("contractor", "handle", new { note = "已修" }, 4),
            new("verifier", "verify", new { note = "属实" }),
        ],
        [File, Dispatch, Accept, new("supervisor", "suspend", new { note = "待审批" })],
        [File, Dispatch, Handle],
    ];

    [Fact(Explicit = true)]
    public async Task Make()
    {
        _app = await TestApp.StartAsync(_ct, builder => ReleasedCity.Configure(builder, _clock));
        _people = new People(_app, _clock, _ct);
        await AdoptMetrics.RunAsync(_app.Database.DataSource, _ct);
        await SetUpAsync();

        var days = Enumerable
            .Range(0, 16)
            .Select(i => new DateOnly(2026, 4, 2).AddDays((i * 7 / 2) + (i % 2)))
            .ToList();
        foreach (var (day, i) in days.Select((day, i) => (day, i)))
        {
            await WorkDayAsync(day, i);
        }

        await RainAsync(new DateTimeOffset(2026, 4, 18, 14, 0, 0, China), "WL-0001", 520, power: true);
        await RainAsync(new DateTimeOffset(2026, 5, 7, 3, 0, 0, China), "WL-0001", 210, power: false);
        await RainAsync(new DateTimeOffset(2026, 5, 31, 23, 20, 0, China), "WL-0003", 180, power: false);
        await PapersAsync();
        await EscalateAsync(new DateTimeOffset(2026, 6, 2, 9, 0, 0, China));
        await JobAsync<RollUpReadingsJob>(job => job.RunAsync(_ct));
        await CloseAsync("2026-04", new DateTimeOffset(2026, 5, 3, 1, 0, 0, China));
        await CloseAsync("2026-05", new DateTimeOffset(2026, 6, 3, 1, 0, 0, China));
        await AnchorAsync();

        // Late for April, which gets a second revision; and the month that is not over.
        _clock.Set(new DateTimeOffset(2026, 6, 10, 9, 0, 0, China));
        await PatrolAsync("officer", new DateOnly(2026, 4, 29), "X01");
        await WorkCaseAsync(await ReportAsync("officer", _clock.GetUtcNow(), "03101", null), Courses[0]);
        await RollUpDays.RunAsync(_app.Database.DataSource, _ct);
        await CloseAsync("2026-04", _clock.GetUtcNow());
        await CloseAsync("2026-05", _clock.GetUtcNow());
        await RollUpDays.RunAsync(_app.Database.DataSource, _ct);

        _clock.Set(ReleasedCity.AskedAt);
        var answers = await new CityAnswers(_app, _people, _ct).ReadAsync();
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(ReleasedCity.Dump)!);
        await System.IO.File.WriteAllTextAsync(ReleasedCity.Answers, ReleasedCity.Write(answers), _ct);
        await using var dump = System.IO.File.Create(ReleasedCity.Dump);
        await DumpProgram.DumpAsync(_app.Database.ConnectionString, dump, _ct);
        TestContext.Current.SendDiagnosticMessage("Written to {0}", folder.FullName);
        _people.Dispose();
        await _app.DisposeAsync();
    }

    private async Task SetUpAsync()
    {
        await using (var db = _app.NewContext())
        {
            foreach (
                var (code, name) in new[]
                {
                    ("L0301", "异味"),
                    ("L0302", "卫生"),
                    ("L0303", "地面水渍"),
                    ("L0304", "缺纸"),
                    ("L0305", "设施损坏"),
                    ("L0306", "服务态度"),
                    ("L0307", "厕位锁闭"),
                }
            )
            {
                if (!await db.Categories.AnyAsync(c => c.Code == code, _ct))
                {
                    db.Categories.Add(
                        new App.Features.Forms.Category
                        {
                            Code = code,
                            Standard = "local",
                            Name = name,
                            Kind = "event",
                            OrganisationCode = "sanitation",
                        }
                    );
                }
            }

            await db.SaveChangesAsync(_ct);
            await DemoForms.LoadAsync(db, _clock.GetUtcNow().AddYears(-1), _ct);
            var toilet = await db.Facilities.SingleAsync(f => f.Code == "T-001", _ct);
            await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, _clock.GetUtcNow(), _ct);
            await db.SaveChangesAsync(_ct);
        }

        await CategoryAsync("03101", "暴露垃圾", "sanitation", "2紧急工作时", new { });
        await CategoryAsync("01101", "路面破损", "sanitation", "5工作日", new { verifyBeforeFiling = true });
        await CategoryAsync("L0611", "沿街晾挂", "sanitation", "7自然日", new { drawsChecker = true });
        await CategoryAsync("L0612", "路面修补", "sanitation", "4小时", new { handlingForm = "road_repair" });
        await _people.PutAsync(
            "admin",
            "/api/v1/forms/market_check",
            """
            {"name":"市场检查","fields":[
              {"code":"stalls","kind":"integer","label":{"zh":"摊位"},"required":true,"min":0,"max":500,
               "measure":{"code":"stall_count","name":"摊位","unit":"个"}},
              {"code":"state","kind":"choice","label":{"zh":"情况"},
               "choices":[{"code":"good","label":{"zh":"好"}},{"code":"bad","label":{"zh":"差"}}]}]}
            """
        );
        await _people.PostAsync("admin", "/api/v1/forms/market_check/publish");
        await CategoryAsync("L0613", "市场秩序", "sanitation", "1天", new { form = "market_check" });
        await _people.PutAsync(
            "admin",
            "/api/v1/calendar/2026-04-06",
            new
            {
                isWorking = false,
                note = "清明节",
                source = "国办发明电",
            }
        );
        foreach (var (code, name, type, lon) in Places())
        {
            await _people.PutAsync(
                "admin",
                $"/api/v1/facilities/{Guid.NewGuid()}",
                new
                {
                    code,
                    type,
                    name,
                    organisation = type == "lamp" ? "municipal" : "sanitation",
                    position = new
                    {
                        lon,
                        lat = 22.5515,
                        coordSystem = "wgs84",
                    },
                }
            );
        }

        await _people.PostAsync("admin", "/api/v1/facilities/T-002/qr-code");
        await _people.PutAsync("supervisor", "/api/v1/sections/S-01/circuits", new { codes = new[] { "LC-01" } });
        await _people.PostAsync("admin", "/api/v1/gateways", new { id = "gw-03", name = "东镇网关" });
        await _people.PostAsync("admin", "/api/v1/gateways/gw-03/commands", new { command = new { what = "ping" } });
        await _people.PostAsync(
            "admin",
            "/api/v1/webhooks",
            new
            {
                name = "供电",
                url = "https://power.example.cn/",
                types = new[] { "ponding.*", "case.*" },
            }
        );
        await _people.PutAsync(
            "admin",
            "/api/v1/accounts/handler-east",
            new
            {
                name = "东镇处置员",
                role = "handler",
                organisation = TestCity.EastTown,
                town = TestCity.EastTown,
            }
        );
    }

    private static (string Code, string Name, string Type, double Lon)[] Places() =>
        [
            ("T-002", "东区公厕", "toilet", 113.41),
            ("LC-01", "东明路一回路", "lamp_circuit", 113.352),
            ("L-01", "东明路1号灯", "lamp", 113.353),
            ("L-02", "东明路2号灯", "lamp", 113.42),
        ];

    private async Task CategoryAsync(string code, string name, string organisation, string limit, object more)
    {
        var body = JsonSerializer.SerializeToNode(more)!.AsObject();
        body["name"] = name;
        body["kind"] = "event";
        body["organisation"] = organisation;
        body["conditions"] = JsonNode.Parse(
            JsonSerializer.Serialize(
                new[]
                {
                    new
                    {
                        condition = "一般",
                        limit,
                        closingCondition = "恢复原状",
                    },
                }
            )
        );
        using var saved = await _people.PutAsync("admin", $"/api/v1/categories/{code}", body.ToJsonString());
    }

    private async Task WorkDayAsync(DateOnly day, int i)
    {
        _minutes = 0;
        var morning = new DateTimeOffset(day.ToDateTime(new(8, 30)), China);
        _clock.Set(morning);
        var patrol = await PatrolAsync("officer", day, "X01");
        await PatrolAsync("officer-parks", day, i % 2 == 0 ? "X04" : "X01");
        var reports = new List<(Guid Case, int Course)>();
        string[] categories = ["03101", "03101", "03101", "L0611"];
        for (var r = 0; r < 4; r++)
        {
            var outcome = (((i * 4) + r) % 9) switch
            {
                2 => "transferred",
                6 => "rectified_on_site",
                _ => null,
            };
            var opened = await ReportAsync(
                r == 3 ? "officer-parks" : "officer",
                morning.AddMinutes(++_minutes * 7),
                categories[r],
                patrol,
                outcome
            );
            if (outcome is null)
            {
                reports.Add((opened, _course++));
            }
        }

        if (i % 4 == 1)
        {
            await AnswersAsync(patrol, morning);
        }

        if (i % 4 == 0)
        {
            await LookedAtAsync(morning, patrol);
        }

        if (i % 5 == 2)
        {
            await MergeAsync(morning, patrol, undo: i == 7);
        }

        await FeedbackAsync(i);
        foreach (var (opened, course) in reports)
        {
            await WorkCaseAsync(opened, Courses[course % Courses.Length], morning.AddHours(1));
        }

        await EscalateAsync(morning.AddHours(9));
        await RollUpDays.RunAsync(_app.Database.DataSource, _ct);
    }

    private async Task<Guid> PatrolAsync(string login, DateOnly day, string category)
    {
        var id = Guid.CreateVersion7();
        var start = new DateTimeOffset(day.ToDateTime(new(8, 10)), China);
        object Body(DateTimeOffset? endedAt) =>
            new
            {
                kind = day.Day % 3 == 0 ? "joint" : "daily",
                category,
                startedAt = start,
                endedAt,
                persons = 2 + (day.Day % 3),
                vehicles = day.Day % 2,
                position = Position(113.35 + (day.Day * 0.001)),
                officers = new[] { "handler" },
            };
        await _people.PutAsync(login, $"/api/v1/patrols/{id}", Body(null));
        await _people.PostAsync(
            login,
            $"/api/v1/patrols/{id}/track",
            new
            {
                positions = Enumerable
                    .Range(0, 6)
                    .Select(i => new
                    {
                        observedAt = start.AddMinutes(i),
                        lon = 113.35 + (i * 0.0005),
                        lat = 22.55,
                        accuracyMetres = 5,
                    }),
            }
        );
        await _people.PutAsync(login, $"/api/v1/patrols/{id}", Body(start.AddMinutes(15)));
        return id;
    }

    private static object Position(double lon, double lat = 22.55) =>
        new
        {
            lon,
            lat,
            coordSystem = "wgs84",
            accuracyMetres = 5,
        };

    /// <returns>The case that it opened.</returns>
    private async Task<Guid> ReportAsync(
        string login,
        DateTimeOffset at,
        string category,
        Guid? patrol,
        string? outcome = null,
        double? lon = null,
        object? answers = null
    )
    {
        _clock.Set(at.AddSeconds(30));
        var client = await _people.AsAsync(login);
        var photo = Pictures.Scene(++_photos, 32, 24, 40);
        var withPhoto = _photos % 3 == 0;
        using var answer = await _people.PutAsync(
            login,
            $"/api/v1/reports/{Guid.CreateVersion7()}",
            new
            {
                category,
                observedAt = at,
                patrolId = patrol,
                description = $"路口积存垃圾{_photos}号",
                outcome,
                answers,
                position = Position(
                    lon ?? (113.31 + (_random.NextDouble() * 0.18)),
                    22.51 + (_random.NextDouble() * 0.08)
                ),
                photos = withPhoto
                    ? new[]
                    {
                        new
                        {
                            sha256 = Pictures.Sha256(photo),
                            bytes = photo.Length,
                            type = "image/jpeg",
                        },
                    }
                    : [],
            }
        );
        if (withPhoto)
        {
            await TusUpload.SendPhotoAsync(client, photo, _ct);
        }

        await _app.JudgeReportsAsync(_ct);
        return answer["case.id"].GetGuid();
    }

    // Forms with measures, in the field and when a case is put right.
    private async Task AnswersAsync(Guid patrol, DateTimeOffset morning)
    {
        await ReportAsync(
            "officer",
            morning.AddMinutes(40),
            "L0613",
            patrol,
            answers: new { stalls = 12 + _photos, state = "good" }
        );
        var opened = await ReportAsync("officer", morning.AddMinutes(44), "L0612", patrol);
        await WorkCaseAsync(
            opened,
            [
                File,
                Dispatch,
                new(
                    "handler",
                    "handle",
                    new
                    {
                        note = "已修补",
                        answers = new
                        {
                            road = "东明路",
                            kinds = new[] { "asphalt" },
                            asphalt_m2 = 10.25 + _photos,
                        },
                    }
                ),
                Verify,
                Close,
            ],
            morning.AddMinutes(50)
        );
    }

    // A category that is looked at on site before it is filed, and one whose checker is drawn again.
    private async Task LookedAtAsync(DateTimeOffset morning, Guid patrol)
    {
        var looked = await ReportAsync("officer", morning.AddMinutes(40), "01101", patrol);
        await WorkCaseAsync(looked, [new("verifier", "confirm"), File, Dispatch, Handle], morning.AddMinutes(45));
        var drawn = await ReportAsync("officer", morning.AddMinutes(50), "L0611", patrol);
        await WorkCaseAsync(
            drawn,
            [File, Dispatch, Handle, new("supervisor", "draw", new { note = "核查员请假" })],
            morning.AddMinutes(55)
        );
    }

    private async Task MergeAsync(DateTimeOffset morning, Guid patrol, bool undo)
    {
        var first = await ReportAsync("officer", morning.AddMinutes(40), "03101", patrol, lon: 113.36);
        var second = await ReportAsync("officer", morning.AddMinutes(42), "03101", patrol, lon: 113.3601);
        Step[] merge = [File, new("dispatcher", "merge", new { into = first }, 0.1)];
        await WorkCaseAsync(
            second,
            undo ? [.. merge, new("dispatcher", "unmerge", new { note = "两处" }, 0.1)] : merge,
            morning.AddMinutes(45)
        );
    }

    private async Task WorkCaseAsync(Guid id, IEnumerable<Step> course, DateTimeOffset? from = null)
    {
        var at = from ?? _clock.GetUtcNow();
        foreach (var step in course)
        {
            at = at.AddHours(step.Hours);
            _clock.Set(at);
            using var taken = await _people.PostAsync(step.Login, $"/api/v1/cases/{id}/{step.Action}", step.Body);
        }
    }

    private async Task FeedbackAsync(int i)
    {
        string[] kinds = ["smell", "praise", "broken", "no_supplies", "praise", "locked"];
        await using var db = _app.NewContext();
        var code = await db.QrCodes.OrderBy(c => c.Code).Select(c => c.Code).Skip(i % 2).FirstAsync(_ct);
        using var anyone = _app.Client();
        for (var n = 0; n < 2; n++)
        {
            using var sent = await anyone.PostJsonAsync(
                $"/api/v1/feedback/{code}",
                new
                {
                    id = Guid.CreateVersion7(),
                    kind = kinds[(i + n) % kinds.Length],
                    stars = 1 + ((i + (2 * n)) % 5),
                    words = "请清理",
                    phone = "13800138000",
                },
                _ct
            );
            Assert.Equal(201, sent.Status);
        }

        if (i % 3 == 0)
        {
            var complaint = await db
                .Cases.AsNoTracking()
                .Where(c => c.Source == "feedback" && c.Status == "pending_register")
                .OrderBy(c => c.Number)
                .FirstOrDefaultAsync(_ct);
            if (complaint is not null)
            {
                await WorkCaseAsync(complaint.Id, [File, Dispatch, Handle, Verify, Close]);
            }
        }
    }

    private async Task RainAsync(DateTimeOffset from, string sensor, int peakMm, bool power)
    {
        _clock.Set(from.AddHours(4));
        int[] depths =
        [
            .. Enumerable.Range(0, 20).Select(i => peakMm * i / 20),
            .. Enumerable.Range(0, 20).Select(_ => peakMm),
            .. Enumerable.Range(0, 20).Select(i => peakMm * (20 - i) / 20),
            .. Enumerable.Repeat(0, 110),
        ];
        await TestGateway.SendAsync(
            _app.Http,
            sensor,
            depths.Take(power ? 40 : depths.Length).Select((depth, i) => (from.AddMinutes(i), depth)),
            _ct
        );
        await Ingest.Stored.UntilAsync(
            async () =>
                await Ingest.Stored.ScalarAsync<long>(
                    _app.Database,
                    $"select count(*) from ponding_event where opened_at >= '{from:O}' "
                        + $"and opened_at < '{from.AddHours(3):O}'",
                    _ct
                ) > 0,
            "the water is an event",
            _ct
        );
        if (power)
        {
            await PowerAsync(from, sensor, depths);
        }

        await Ingest.Stored.UntilAsync(
            async () =>
                await Ingest.Stored.ScalarAsync<long>(
                    _app.Database,
                    $"select count(*) from ponding_event where closed_at is null",
                    _ct
                ) == 0,
            "the event is over",
            _ct
        );
        using var gateway = _app.Client();
        gateway.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{TestCity.GatewaySecret}"))
        );
        using var rejected = await gateway.PostJsonAsync(
            "/api/v1/readings",
            new object[]
            {
                new
                {
                    sensor = "WL-9999",
                    observedAt = from,
                    depthMm = 1,
                },
                new
                {
                    sensor = "WL-0001",
                    observedAt = from,
                    depthMm = 99_999,
                },
            },
            _ct
        );
        Assert.Equal(2, rejected["rejected"].GetArrayLength());
    }

    private async Task PowerAsync(DateTimeOffset from, string sensor, int[] depths)
    {
        JsonElement alarm = default;
        await Ingest.Stored.UntilAsync(
            async () =>
            {
                using var alarms = await _people.ReadAsync("dispatcher", "/api/v1/ponding/alarms");
                alarm = alarms["items"].EnumerateArray().FirstOrDefault().Clone();
                return alarm.ValueKind == JsonValueKind.Object;
            },
            "the alarm is raised",
            _ct
        );
        var address = $"/api/v1/ponding/alarms/{alarm.GetProperty("id").GetString()}";
        await _people.PostAsync("dispatcher", $"{address}/acknowledge", new { note = "已通知电工" });
        await _people.PostAsync("dispatcher", $"{address}/power", new { circuit = "LC-01", power = "off" });
        await TestGateway.SendAsync(
            _app.Http,
            sensor,
            depths.Skip(40).Select((depth, i) => (from.AddMinutes(40 + i), depth)),
            _ct
        );
        await Ingest.Stored.UntilAsync(
            async () =>
            {
                using var standing = await _people.ReadAsync("dispatcher", address);
                return standing["mayRestore"].GetBoolean();
            },
            "power may be restored",
            _ct
        );
        await _people.PostAsync(
            "dispatcher",
            $"{address}/power",
            new
            {
                circuit = "LC-01",
                power = "on",
                note = "绝缘合格",
            }
        );
        await _people.PostAsync("supervisor", $"{address}/finish");
    }

    // Letters, penalties, findings, a facility that is collected in the field.
    private async Task PapersAsync()
    {
        await using var db = _app.NewContext();
        var cases = await db.Cases.AsNoTracking().OrderBy(c => c.Number).Select(c => c.Id).Take(8).ToListAsync(_ct);
        foreach (var (month, i) in new[] { (4, 0), (4, 1), (5, 2), (5, 3) })
        {
            _clock.Set(new DateTimeOffset(2026, month, 25, 9 + i, 0, 0, China));
            string[] kinds = ["supervision", "transfer", "advice", "supervision"];
            using var issued = await _people.PostAsync(
                "dispatcher",
                "/api/v1/letters",
                new
                {
                    kind = kinds[i],
                    to = "sanitation",
                    title = "关于积存垃圾的函",
                    body = "请于限期内整改。",
                    dueOn = $"2026-{month:00}-28",
                    cases = new[] { cases[i], cases[i + 4] },
                }
            );
            var letter = issued["letter.id"].GetGuid();
            if (i == 0)
            {
                await _people.PostAsync("handler", $"/api/v1/letters/{letter}/answer", new { answer = "已整改完毕。" });
            }
            else if (i == 1)
            {
                await _people.PostAsync("dispatcher", $"/api/v1/letters/{letter}/withdraw");
            }

            await _people.PostAsync(
                "handler",
                "/api/v1/penalties",
                new
                {
                    kind = i % 2 == 0 ? "fine" : "warning",
                    amountYuan = i % 2 == 0 ? 500.5m : (decimal?)null,
                    number = string.Create(CultureInfo.InvariantCulture, $"中城罚决〔2026〕{i + 1}号"),
                    decidedOn = $"2026-{month:00}-25",
                    @case = cases[i],
                }
            );
            var finding = Guid.CreateVersion7();
            await _people.PutAsync(
                "officer",
                $"/api/v1/assessments/{finding}",
                new
                {
                    item = i % 2 == 0 ? "T03" : "T06",
                    town = i < 2 ? TestCity.WestTown : TestCity.EastTown,
                    foundOn = $"2026-{month:00}-24",
                    times = i + 1,
                }
            );
            if (i == 3)
            {
                await _people.PostAsync(
                    "supervisor",
                    $"/api/v1/assessments/{finding}/withdrawal",
                    new { id = Guid.NewGuid(), reason = "位置有误" }
                );
            }

            await _people.PutAsync(
                "officer",
                $"/api/v1/assessments/{Guid.CreateVersion7()}",
                new
                {
                    item = "C01",
                    contractor = "contractor",
                    foundOn = $"2026-{month:00}-24",
                }
            );
            await _people.PutAsync(
                "officer",
                $"/api/v1/reports/{Guid.CreateVersion7()}",
                new
                {
                    category = "X01",
                    observedAt = _clock.GetUtcNow(),
                    facility = new
                    {
                        code = $"L-7{i}",
                        type = "lamp",
                        name = $"东明路7{i}号灯",
                        attributes = new { height = 9 },
                    },
                    position = Position(113.36 + (0.002 * i), 22.56),
                }
            );
        }
    }

    private async Task CloseAsync(string month, DateTimeOffset at)
    {
        _clock.Set(at);
        await RollUpDays.RunAsync(_app.Database.DataSource, _ct);
        await CloseMonth.RunAsync(_app.Database.DataSource, Month.Read(month).Value, at, _ct);
        foreach (var form in new[] { "json", "html", "docx", "xlsx" })
        {
            var client = await _people.AsAsync("supervisor");
            await client.GetByteArrayAsync($"/api/v1/bulletins/{month}.{form}", _ct);
        }
    }

    private async Task EscalateAsync(DateTimeOffset at)
    {
        _clock.Set(at);
        await JobAsync<EscalateJob>(job => job.RunAsync(_ct));
    }

    // What was written within the last minute is not anchored yet.
    private async Task AnchorAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(65), _ct);
        await JobAsync<AnchorChainsJob>(job => job.RunAsync(_ct));
    }

    private async Task JobAsync<T>(Func<T, Task> run)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await run(ActivatorUtilities.CreateInstance<T>(scope.ServiceProvider));
    }
}
