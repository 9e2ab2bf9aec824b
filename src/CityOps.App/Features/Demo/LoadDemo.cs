using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Demo.Notice;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Statistics;
using CityOps.App.Features.Toilets;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Demo;

/// <summary>What came of loading the demo city.</summary>
public enum DemoOutcome
{
    /// <summary>It is there now.</summary>
    Loaded,

    /// <summary>It was there before.</summary>
    AlreadyThere,

    /// <summary>Another city is there; nothing was changed.</summary>
    NotEmpty,
}

/// <summary>
/// Loads the demo city into an empty database, in one transaction: towns, people, devices, and field records that went
/// through the same use cases as any others, so that the figures of the bureau's notice come out of the counting.
/// </summary>
public static class LoadDemo
{
    /// <summary>The advisory lock of whatever puts a city into an empty database.</summary>
    internal const string Founding = "city: found";

    private const int Seed = 20231001;
    private const int RecordsAtOnce = 100;
    private static readonly DateTimeOffset FormsSince = new(2022, 12, 1, 0, 0, 0, TimeSpan.FromHours(8));
    private static readonly DateTimeOffset FeedbackFrom = new(2023, 10, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private static readonly DateTimeOffset FeedbackTo = new(2023, 12, 31, 20, 0, 0, TimeSpan.FromHours(8));

    // What recent cases have come to, the newest first.
    private static readonly string[] RecentStatuses =
    [
        CaseStatus.PendingRegister,
        CaseStatus.PendingDispatch,
        CaseStatus.PendingHandle,
        CaseStatus.Handling,
        CaseStatus.Handling,
        CaseStatus.PendingCheck,
        CaseStatus.PendingClose,
        CaseStatus.Suspended,
        CaseStatus.NotAccepted,
        CaseStatus.Cancelled,
        CaseStatus.Closed,
        CaseStatus.Closed,
        CaseStatus.Closed,
    ];

    /// <param name="say">Told what is being done, a line at a time.</param>
    public static async Task<DemoOutcome> RunAsync(
        CityDatabase city,
        DataFolder folder,
        TimeProvider time,
        Action<string> say,
        CancellationToken ct
    )
    {
        await using (await AdvisoryLock.TakeAsync(city.DataSource, Founding, ct))
        {
            await using var db = city.NewContext();
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
            if (await db.Organisations.AnyAsync(o => o.Code == DemoPeople.Contractor, ct))
            {
                return DemoOutcome.AlreadyThere;
            }

            if (
                await db.Towns.AnyAsync(ct)
                || await db.Organisations.AnyAsync(ct)
                || await db.Accounts.AnyAsync(ct)
                || await db.Gateways.AnyAsync(ct)
            )
            {
                return DemoOutcome.NotEmpty;
            }

            await LoadAsync(db, folder, time.GetUtcNow(), say, ct);
        }

        say("Demo city: adding up the days");
        await AdoptMetrics.RunAsync(city.DataSource, ct);
        await RollUpDays.RunAsync(city.DataSource, ct);
        await using var analyse = city.DataSource.CreateCommand("analyze");
        analyse.CommandTimeout = 0;
        await analyse.ExecuteNonQueryAsync(ct);
        // The process goes on to serve, with a year's records gone from it: what they took goes back to the system.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return DemoOutcome.Loaded;
    }

    private static async Task LoadAsync(
        CityOpsDb db,
        DataFolder folder,
        DateTimeOffset now,
        Action<string> say,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var towns = DemoTowns.All();
        var gateways = DemoWaterLevels.NewGateways();
        var (accounts, printed) = DemoPeople.Accounts(towns);
        var toilets = DemoToilets.All().ToList();
        say($"Demo city: {towns.Count} towns, {accounts.Count} accounts, {toilets.Count} toilets");
        db.Towns.AddRange(towns);
        await db.SaveChangesAsync(ct);
        await AddParentsFirstAsync(db, DemoPeople.Organisations(towns), o => o.Code, o => o.ParentCode, ct);
        await AddParentsFirstAsync(db, DemoCategories.All(), c => c.Code, c => c.ParentCode, ct);
        await DemoForms.LoadAsync(db, FormsSince, ct);
        db.Accounts.AddRange(accounts);
        db.Facilities.AddRange(toilets);
        await db.SaveChangesAsync(ct);
        var codes = new Dictionary<Guid, QrCode>();
        foreach (var toilet in toilets)
        {
            codes[toilet.Id] = await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DemoToilets.CodesSince, ct);
        }

        DemoWaterLevels.Add(db, gateways, new DemoPlaces(towns, new Random(Seed)));
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/demo/section_circuits"), ct);
        await DemoWaterLevels.CopyReadingsAsync(db, now, ct);
        db.ChangeTracker.Clear();

        var logins = accounts.ToDictionary(account => account.Login, account => account.Id);
        var course = new CaseCourse(await db.CaseSteps.AsNoTracking().ToListAsync(ct), logins, new Random(Seed + 1));
        var random = new Random(Seed + 2);
        var places = new DemoPlaces(towns, random);
        var patrols = new PlanPatrols(places, logins, random);
        var feedback = new PlanFeedback(codes, new Random(Seed + 3));

        await AddYearAsync(
            db,
            PlanYear(patrols, feedback, places, toilets, logins, now),
            toilets,
            course,
            now,
            say,
            ct
        );

        var reports = await AddPatrolsAsync(db, patrols, PatrolPlan.Recent(CityTime.Day(now)), now, ct);
        var said = toilets.SelectMany(toilet => feedback.Run(toilet, 2, now.AddDays(-9), now));
        await AddRecordsAsync(
            db,
            reports,
            said,
            toilets,
            (opened, place) => course.RunTo(opened, StatusAt(place), now),
            say,
            ct
        );

        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/demo/assessments"), ct);
        Directory.CreateDirectory(folder.Path);
        await SecretFile.WriteAsync(folder.DemoAccounts, printed, ct);
        await SecretFile.WriteAsync(folder.DemoGateways, gateways, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The records behind the bureau's notice, and what the towns did besides.</summary>
    private static FieldWork PlanYear(
        PlanPatrols patrols,
        PlanFeedback feedback,
        DemoPlaces places,
        IReadOnlyList<Facility> toilets,
        Dictionary<string, Guid> logins,
        DateTimeOffset now
    )
    {
        var work = new FieldWork();
        foreach (var plan in PatrolPlan.Of2023)
        {
            var planned = patrols.Run(plan, now);
            work.Patrols.AddRange(planned.Patrols);
            work.Reports.AddRange(planned.Reports.Select(report => new MadeReport(report, [])));
        }

        work.Feedback.AddRange(toilets.SelectMany(toilet => feedback.Run(toilet, 11, FeedbackFrom, FeedbackTo)));
        var days = new FieldDays(places, logins, new Random(Seed + 4));
        new PlanNotice(days, toilets, work).Run();
        new PlanTowns(days, work).Run();
        return work;
    }

    private static async Task AddYearAsync(
        CityOpsDb db,
        FieldWork work,
        IEnumerable<Facility> toilets,
        CaseCourse course,
        DateTimeOffset now,
        Action<string> say,
        CancellationToken ct
    )
    {
        say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Demo city: {work.Patrols.Count} patrols and {work.Reports.Count + work.Feedback.Count} records of 2023"
            )
        );
        var cases = await WorkCases.OverAsync(db, toilets, course, now, ct);
        cases.Run(work);
        say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Demo city: {work.Cases.Count} cases with {work.Cases.Sum(opened => opened.Log.Count)} entries in their logs"
            )
        );
        await new CopyFieldWork(db, ct).RunAsync(work, cases.LastNumbers);
        await WriteLetters.RunAsync(db, work, new Random(Seed + 5), ct);
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/demo/notice_lines")
                .Replace("{", "{{", StringComparison.Ordinal)
                .Replace("}", "}}", StringComparison.Ordinal),
            ct
        );
    }

    // EF Core doesn't know these references, so it would insert in the order of the codes.
    internal static async Task AddParentsFirstAsync<T>(
        CityOpsDb db,
        IEnumerable<T> entities,
        Func<T, string> code,
        Func<T, string?> parent,
        CancellationToken ct
    )
        where T : class
    {
        var waiting = entities.ToList();
        while (waiting.Count > 0)
        {
            var codes = waiting.Select(code).ToHashSet();
            var ready = waiting.Where(entity => parent(entity) is not { } above || !codes.Contains(above)).ToList();
            db.Set<T>().AddRange(ready);
            await db.SaveChangesAsync(ct);
            waiting = [.. waiting.Except(ready)];
        }
    }

    private static async Task<IReadOnlyList<Report>> AddPatrolsAsync(
        CityOpsDb db,
        PlanPatrols patrols,
        IEnumerable<PatrolPlan> plans,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var reports = new List<Report>();
        foreach (var plan in plans)
        {
            var planned = patrols.Run(plan, now);
            db.Patrols.AddRange(planned.Patrols);
            reports.AddRange(planned.Reports);
        }

        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        return reports;
    }

    /// <param name="work">Takes an opened case as far as it came; told its place in time, from 0 for the oldest to
    /// 1.</param>
    private static async Task AddRecordsAsync(
        CityOpsDb db,
        IEnumerable<Report> reports,
        IEnumerable<Feedback> feedback,
        IEnumerable<Facility> toilets,
        Action<Case, double> work,
        Action<string> say,
        CancellationToken ct
    )
    {
        var kinds = await db
            .FeedbackKinds.AsNoTracking()
            .Where(kind => kind.FacilityType == Facility.Toilet)
            .ToDictionaryAsync(kind => kind.Code, kind => kind.CategoryCode, ct);
        var byId = toilets.ToDictionary(toilet => toilet.Id);
        // In the order of their receipt, as their numbers tell.
        var records = reports
            .Select(report => (At: report.ReceivedAt, Record: (object)report))
            .Concat(feedback.Select(f => (At: f.ReceivedAt, Record: (object)f)))
            .OrderBy(record => record.At)
            .ToList();
        for (var i = 0; i < records.Count; i++)
        {
            if (await AddAsync(db, records[i].Record, records[i].At, kinds, byId, ct) is { } opened)
            {
                work(opened, (double)i / records.Count);
            }

            if ((i + 1) % RecordsAtOnce == 0 || i == records.Count - 1)
            {
                await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
            }

            if ((i + 1) % 500 == 0 || i == records.Count - 1)
            {
                say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Demo city: {i + 1} of {records.Count} records of {records[0].At:yyyy-MM} to {records[^1].At:yyyy-MM}"
                    )
                );
            }
        }
    }

    private static async Task<Case?> AddAsync(
        CityOpsDb db,
        object record,
        DateTimeOffset at,
        Dictionary<string, string?> kinds,
        Dictionary<Guid, Facility> toilets,
        CancellationToken ct
    )
    {
        if (record is Report report)
        {
            db.Reports.Add(report);
            return await OpenReportCase.RunAsync(db, report, at, ct);
        }

        var feedback = (Feedback)record;
        db.Feedback.Add(feedback);
        var toilet = toilets[feedback.FacilityId];
        return kinds[feedback.Kind] is { } category
            ? await OpenFeedbackCase.RunAsync(db, feedback, toilet, toilet.TownCode!, category, at, ct)
            : null;
    }

    /// <summary>The newest have come least far.</summary>
    private static string StatusAt(double place)
    {
        var age = 1 - place;
        return RecentStatuses[
            Math.Min(
                (int)(age * age * 0.35 * RecentStatuses.Length + age * 0.65 * RecentStatuses.Length),
                RecentStatuses.Length - 1
            )
        ];
    }
}
