using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

/// <summary>
/// Whatever is edited in whatever order, and whenever days are rolled up meanwhile: the rollup equals counting from
/// scratch, for every metric and every dimension.
/// </summary>
public sealed class RollUpPropertyTests : IAsyncLifetime
{
    private const int Edits = 5000;
    private const int EditsAtOnce = 20;
    private static readonly Period Autumn = new(new(2023, 9, 1), new(2023, 12, 31));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly Random _random = new(20231001);
    private TestDatabase _db = null!;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(_ct);
        await using var city = CityDatabase.At(_db.ConnectionString);
        await using var db = city.NewContext();
        await TestCity.CreateAsync(db, _ct);
        await ExecuteAsync(
            """
            insert into measure (code, name, unit) values ('asphalt_m2', '沥青路面', '㎡'), ('advert_count', '户外广告招牌', '个'), ('advert_m2', '户外广告面积', '㎡');
            insert into qr_code (code, facility_id, issued_at) select 'T-001-1', id, created_at from facility where code = 'T-001';
            insert into form (code, created_at) values ('illegal_construction', now());
            insert into form_version (form_code, version, name, fields, changed_at, published_at) values ('illegal_construction', 1, '违法建设', '[]', now(), now());
            insert into routine (code, name, name_en) values ('weekly', '周检', 'Weekly check');
            insert into routine_version (routine_code, valid_from, facility_type, rule, starts_on, window_days, grace_days, category_code, problems, distance_metres, escalation, changed_at)
            values ('weekly', '2023-01-01', 'toilet', 'FREQ=WEEKLY', '2023-01-01', 1, 0, 'X01', '[]', 100, 'none', now());
            """
        );
        await AdoptMetrics.RunAsync(_db.DataSource, _ct);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task Roll_up_equals_a_recount_after_five_thousand_random_edits_for_every_metric_and_dimension()
    {
        for (var edit = 0; edit < Edits; edit += EditsAtOnce)
        {
            await ExecuteAsync(string.Concat(Enumerable.Range(0, EditsAtOnce).Select(_ => Edit() + ";\n")));
            if (_random.Next(25) == 0)
            {
                await Task.WhenAll(
                    RollUpDays.RunAsync(_db.DataSource, _ct),
                    ExecuteAsync(Edit()),
                    RollUpDays.RunAsync(_db.DataSource, _ct)
                );
            }

            if (edit % 2000 == 1000)
            {
                var from = Autumn.From.AddDays(_random.Next(100));
                // some of its days are dirty
                await AssertFiguresEqualRecountAsync(new Period(from, from.AddDays(_random.Next(20))));
            }
        }

        // So that every metric's figures are of something: chance may have left a rare one without.
        await ExecuteAsync("update facility set type = 'toilet' where code = 'T-001'");
        for (var more = 0; more < Edits && await IsAnyEmptyAsync(); more += EditsAtOnce)
        {
            await ExecuteAsync(string.Concat(Enumerable.Range(0, EditsAtOnce).Select(_ => Edit() + ";\n")));
        }

        await AssertFiguresEqualRecountAsync(Autumn);
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await AssertRollUpEqualsRecountAsync();
        await AssertFiguresEqualRecountAsync(Autumn);
    }

    private async Task AssertRollUpEqualsRecountAsync()
    {
        Assert.Equal(0L, await ScalarAsync("select count(*) from dirty_day where day < city_day(now())"));
        foreach (var metric in (await Metrics.ReadAsync(_db.DataSource, _ct)).RolledUp)
        {
            var differing = await ScalarAsync(
                $"""
                with recount as (
                  select f.day, f.org, f.town, f.category, sum(f.quantity::numeric) as quantity
                  from ({metric.Facts}) f where f.day < city_day(now()) group by 1, 2, 3, 4
                ), rolled as (
                  select day, organisation_code, town_code, category_code, quantity from daily_figure where metric = '{metric.Code}'
                )
                select coalesce(string_agg(of || ' ' || row, '; ' order by row), '') from (
                  select 'recount' as of, a::text as row from (table recount except table rolled) a
                  union all select 'rolled', b::text from (table rolled except table recount) b
                ) differing
                """
            );
            Assert.Equal($"{metric.Code}: ", $"{metric.Code}: {differing}");
            Assert.False(await IsEmptyAsync(metric), $"{metric.Code}: no facts were made");
        }
    }

    private async Task<bool> IsAnyEmptyAsync()
    {
        foreach (var metric in (await Metrics.ReadAsync(_db.DataSource, _ct)).RolledUp)
        {
            if (await IsEmptyAsync(metric))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsEmptyAsync(Metric metric) =>
        metric.Code is not "letters_issued.advice"
        && (bool)(await ScalarAsync($"select not exists (select from ({metric.Facts}) f)"))!;

    private async Task AssertFiguresEqualRecountAsync(Period period)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        var metrics = await snapshot.MetricsAsync(_ct);
        foreach (var metric in metrics.RolledUp.Where(metric => !metric.IsStock))
        {
            var facts = await snapshot.FactsAsync(metric, period, FigureFilter.None, null, int.MaxValue, _ct);
            foreach (
                var dimension in new[]
                {
                    Dimension.Organisation,
                    Dimension.Town,
                    Dimension.Category,
                    Dimension.Day,
                    Dimension.Week,
                    Dimension.Month,
                }
            )
            {
                var figure = await snapshot.FigureAsync(metric, period, dimension, FigureFilter.None, _ct);
                var recount = facts
                    .GroupBy(fact => Key(fact, dimension))
                    .ToDictionary(group => group.Key ?? "", group => (decimal?)group.Sum(fact => fact.Quantity));
                Assert.Equal(
                    Told(metric, dimension, recount),
                    Told(metric, dimension, figure.Rows.ToDictionary(row => row.Key ?? "", row => row.Value))
                );
                Assert.Equal(facts.Sum(fact => fact.Quantity), figure.Total);
            }

            foreach (var dimension in Dimension.All.Where(dimension => dimension.Suits(metric, metrics) is null))
            {
                var figure = await snapshot.FigureAsync(metric, period, dimension, FigureFilter.None, _ct);
                Assert.Equal(
                    (metric.Code, dimension.Code, facts.Sum(fact => fact.Quantity)),
                    (metric.Code, dimension.Code, figure.Rows.Sum(row => row.Value))
                );
            }
        }

        foreach (var rate in metrics.All.Where(metric => metric.Calculation == Calculation.Quotient))
        {
            foreach (var row in (await snapshot.FigureAsync(rate, period, Dimension.Town, FigureFilter.None, _ct)).Rows)
            {
                var filter = new FigureFilter(Town: row.Key);
                var (_, above) = await snapshot.EvidenceSumAsync(metrics[rate.Parts[0]], period, filter, _ct);
                var (_, below) = await snapshot.EvidenceSumAsync(metrics[rate.Parts[1]], period, filter, _ct);
                Assert.Equal(
                    below == 0 ? null : Math.Round((rate.Unit == "%" ? 100 : 1) * above / below, 6),
                    row.Value
                );
            }
        }
    }

    private static string Told(Metric metric, Dimension dimension, Dictionary<string, decimal?> quantities) =>
        $"{metric.Code} by {dimension.Code}: "
        + string.Join(
            ", ",
            quantities
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:G29}"))
        );

    private static string? Key(Fact fact, Dimension dimension) =>
        dimension.Code switch
        {
            "org" => fact.Organisation,
            "town" => fact.Town,
            "category" => fact.Category,
            "day" => fact.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "week" => string.Create(
                CultureInfo.InvariantCulture,
                $"{ISOWeek.GetYear(fact.Day.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(fact.Day.ToDateTime(default)):00}"
            ),
            _ => fact.Day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };

    private string Edit()
    {
        string At() => $"timestamptz '2023-09-01 00:00+08' + interval '{_random.Next(60 * 24 * 120)} minutes'";
        string Later(string than) => $"{than} + interval '{_random.Next(60 * 24 * 6)} minutes'";
        string Day() => $"date '2023-09-01' + {_random.Next(120)}";
        string Pick(params string[] of) => of[_random.Next(of.Length)];
        string Org() => $"'{Pick("sanitation", "parks", "municipal")}'";
        string Town() => $"'{Pick(TestCity.WestTown, TestCity.EastTown)}'";
        string Category() => $"'{Pick("03101", "01101", "L0506")}'";
        string Any(string table, string key = "id") =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"(select {key} from {table} offset floor({_random.NextDouble()} * (select count(*) from {table})) limit 1)"
            );
        const string Place = "st_setsrid(st_point(113.35, 22.55), 4326)";
        var at = At();
        return _random.Next(43) switch
        {
            0 or 1 =>
                $"insert into patrol (id, kind, category_code, organisation_code, town_code, officer_id, started_at, received_at, persons, vehicles) select gen_random_uuid(), 'daily', 'X01', {Org()}, {Pick("null", Town())}, id, {at}, {at}, {1 + _random.Next(9)}, {_random.Next(3)} from account where login = '{Pick("officer", "officer-parks")}'",
            2 =>
                $"update patrol set started_at = {at}, ended_at = null, organisation_code = {Org()}, persons = persons + 1, withdrawn_at = {Pick("null", "null", "now()")} where id = {Any("patrol")}",
            3 => $"delete from patrol where id = {Any("patrol")}",
            4 or 5 or 6 =>
                $"insert into report (id, source, patrol_id, category_code, organisation_code, raw_lon, raw_lat, coord_system, position, town_code, observed_at, received_at, outcome, flags, answers, form_code, form_version, content_sha256) values (gen_random_uuid(), '{Pick("patrol", "camera", "citizen")}', {Pick("gen_random_uuid()", "null")}, {Category()}, {Org()}, 113.35, 22.55, 'wgs84', {Place}, {Town()}, {at}, {Later(at)}, {Pick("null", "'transferred'", "'rectified_on_site'")}, {Pick("'{}'", "'{outside_city}'")}, '{{\"road\":\"{Pick("东明路", "中山一路", "兴文路")}\",\"action\":\"{Pick("removed", "corrected", "stopped", "demolished")}\"}}', {Pick("null, null", "'illegal_construction', 1")}, '')",
            7 => Pick(
                $"update report set observed_at = {at}, received_at = {Later(at)}, organisation_code = {Org()}, town_code = {Town()}, category_code = {Category()} where id = {Any("report")}",
                $"update report set withdrawn_at = {Pick("null", "now()")} where id = {Any("report")}",
                $"update report set case_id = {Any("case_file")} where id = {Any("report")} and case_id is null"
            ),
            8 =>
                $"with gone as (delete from attachment where subject_id = {Any("report")}) delete from report where id = {Any("report")} and case_id is null",
            9 or 10 =>
                $"insert into report_measure select {Any("report")}, '{Pick("asphalt_m2", "advert_count", "advert_m2")}', {_random.Next(1000)} / 10.0 where exists (select from report) on conflict on constraint report_measure_pk do update set quantity = excluded.quantity",
            11 => $"delete from report_measure where report_id = {Any("report_measure", "report_id")}",
            12 or 13 => _random.Next(4) > 0
                ? $"insert into attachment select {Any("report")}, {_random.Next(3)}, sha256(''), 1, 'image/jpeg' where exists (select from report) on conflict do nothing"
                : $"delete from attachment where subject_id = {Any("attachment", "subject_id")}",
            14 or 15 =>
                $"insert into feedback (id, receipt, facility_id, facility_type, qr_code, flags, kind, stars, observed_at, received_at, content_sha256, case_id) select gen_random_uuid(), gen_random_uuid(), id, 'toilet', 'T-001-1', '{Pick("{}", "{burst}", "{no_scan}")}', '{Pick("smell", "broken", "praise")}', {1 + _random.Next(5)}, {at}, {at}, '', {Pick("null", Any("case_file"))} from facility where code = 'T-001'",
            16 =>
                $"update feedback set received_at = {at}, kind = '{Pick("smell", "dirt", "praise")}', flags = '{Pick("{}", "{one_network}")}', withdrawn_at = {Pick("null", "null", "now()")} where id = {Any("feedback")}",
            17 or 18 or 19 =>
                $"with opened as (insert into case_file (id, number, source, source_id, category_code, organisation_code, town_code, facility_id, position, status, reported_at, filed_at) select gen_random_uuid(), gen_random_uuid(), '{Pick("report", "feedback", "ponding")}', gen_random_uuid(), {Category()}, {Org()}, {Town()}, {Pick("null", "(select id from facility where code = 'T-001')")}, {Place}, 'pending_handle', {at}, {Pick("null", Later(at))} returning id, organisation_code, reported_at) insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit) select id, organisation_code, {Later("reported_at")}, {1 + _random.Next(4)}, '{Pick("natural_day", "urgent_hour", "working_day")}' from opened",
            20 =>
                $"update case_file set dispatched_at = {Later("reported_at")}, handled_at = {Later("reported_at")}, closed_at = {Pick("null", Later("reported_at"))} where id = {Any("case_file")}",
            21 =>
                $"update case_file set closed_at = case when closed_at is null then {Later("reported_at")} end, status = '{Pick("closed", "not_accepted", "cancelled", "handling")}', merged_into = null where id = {Any("case_file")}",
            22 =>
                $"update case_file set organisation_code = {Org()}, town_code = {Town()}, category_code = {Category()}, transferred_at = {Pick("null", Later("reported_at"))} where id = {Any("case_file")}",
            23 =>
                $"update case_file c set merged_into = o.id, status = 'merged' from case_file o where c.id = {Any("case_file")} and o.id = {Any("case_file")} and o.id <> c.id",
            24 =>
                $"update case_clock set stopped_at = {Pick("null", Later("started_at"))}, extensions = {_random.Next(3)} where case_id = {Any("case_clock", "case_id")} and suspended_at is null",
            25 =>
                $"update case_clock set appeals = 1, appeal = '{Pick("granted", "refused")}' where case_id = {Any("case_clock", "case_id")}",
            26 or 27 =>
                $"insert into case_event (id, case_id, seq, action, to_status, at, hash) select gen_random_uuid(), c.id, 1 + coalesce((select max(seq) from case_event e where e.case_id = c.id), 0), '{Pick("reject", "rework", "suspend", "extend")}', 'noted', least({Later("c.reported_at")}, k.deadline), '' from case_file c left join case_clock k on k.case_id = c.id where c.id = {Any("case_file")} and coalesce(k.extensions, 0) < 2 and coalesce(k.suspensions, 0) < 1 and coalesce(k.stopped_at > k.deadline, false) = false",
            28 =>
                $"insert into letter (id, number, kind, from_organisation_code, to_organisation_code, town_code, title, issued_on, created_at) values (gen_random_uuid(), gen_random_uuid(), '{Pick("transfer", "transfer", "supervision")}', {Org()}, 'bureau', {Town()}, '函', {Day()}, {at})",
            29 =>
                $"insert into letter_case select l.id, c.id from letter l, case_file c where l.id = {Any("letter")} and c.id = {Any("case_file")} on conflict do nothing",
            30 =>
                $"update letter set issued_on = {Day()}, withdrawn_at = {Pick("null", "now()")} where id = {Any("letter")}",
            31 =>
                $"insert into penalty (id, kind, case_id, organisation_code, town_code, category_code, decided_on, amount_yuan, created_at) select gen_random_uuid(), 'fine', c.id, {Org()}, {Town()}, c.category_code, {Day()}, {1 + _random.Next(2000)}, {at} from case_file c where c.id = {Any("case_file")}",
            32 => Pick(
                $"update penalty set decided_on = {Day()}, organisation_code = {Org()}, withdrawn_at = {Pick("null", "now()")} where id = {Any("penalty")}",
                $"insert into ponding_event (id, section_code, opened_at, ended_at, closed_at, level, worst_level, at_power_risk, peak_mm, peak_at, peak_sensor_id, last_mm, last_at, minutes_blue, minutes_yellow, minutes_orange, minutes_red, minutes_power_risk, recorded_at, changed_at) select gen_random_uuid(), 'S-01', at, at, at, 0, 2, false, {_random.Next(400)}, at, 1, 0, at, {_random.Next(90)}, {_random.Next(60)}.5, 3, 0, 1.25, at, at from (select {at}) t (at)",
                $"update ponding_event set opened_at = least(opened_at, {at}), minutes_yellow = minutes_yellow + 1, withdrawn_at = {Pick("null", "now()")} where id = {Any("ponding_event")}",
                $"insert into ponding_event_minutes (event_id, spent_on, minutes_blue, minutes_yellow, minutes_orange, minutes_red, minutes_power_risk) select id, {Day()}, {_random.Next(90)}, {_random.Next(60)}.5, 3, 0, 1.25 from ponding_event where id = {Any("ponding_event")} on conflict do nothing",
                $"update ponding_event_minutes set spent_on = {Day()}, minutes_yellow = minutes_yellow + 1 where (event_id, spent_on) = (select event_id, min(spent_on) from ponding_event_minutes where event_id = {Any("ponding_event")} group by event_id having count(*) = 1)",
                $"delete from ponding_event_minutes where event_id = {Any("ponding_event")}",
                $"insert into ponding_alarm (id, event_id, section_code, raised_at, reached_at, depth_mm, circuits, acknowledged_at, finished_at) select gen_random_uuid(), id, section_code, {at}, {at}, 300, '[]', {at}, {at} from ponding_event where id = {Any("ponding_event")}"
            ),
            33 =>
                $"insert into assessment (id, item_code, town_code, contractor_code, found_on, times, points, fee_yuan, recorded_at) select gen_random_uuid(), code, {Town()}, case when subject = 'contractor' then 'contractor' end, {Day()}, 1, points, fee_yuan, {at} from assessment_item where code = '{Pick("T01", "T11", "T21", "C01", "C03")}'",
            34 =>
                $"update assessment set found_on = {Day()}, points = points + 0.1, {Pick("withdrawn_at = null, withdrawn_because = null", "withdrawn_at = now(), withdrawn_because = '重复'")} where id = {Any("assessment")}",
            35 =>
                $"insert into toilet_scan (id, facility_id, organisation_code, town_code, scanned_at) select gen_random_uuid(), id, organisation_code, town_code, {at} from facility where code = 'T-001'",
            37 or 38 =>
                $"insert into due_check (routine_code, valid_from, facility_id, opens_on, due_on, ends_on, organisation_code, town_code, category_code) select 'weekly', '2023-01-01', id, day, day + {_random.Next(3)}, day + {2 + _random.Next(5)}, {Org()}, {Town()}, 'X01' from facility, (select {Day()}) d (day) where code = 'T-001' on conflict do nothing",
            39 => Pick(
                $"update due_check set report_id = gen_random_uuid(), checked_at = (opens_on + {_random.Next(8)})::timestamp at time zone 'Asia/Shanghai', has_problem = {Pick("true", "false")}, missed_on = null, skipped_at = null, skip_reason = null where id = {Any("due_check")}",
                $"update due_check set organisation_code = {Org()}, town_code = {Town()}, has_problem = not has_problem where id = {Any("due_check")}"
            ),
            40 => Pick(
                $"update due_check set skipped_at = now(), skip_reason = '封闭', missed_on = null where id = {Any("due_check")} and report_id is null",
                $"update due_check set missed_on = ends_on + 1 where id = {Any("due_check")} and report_id is null and skipped_at is null"
            ),
            41 => Pick(
                $"update case_file set facility_id = {Pick("null", "(select id from facility where code = 'T-001')")}, source = '{Pick("report", "feedback")}' where id = {Any("case_file")}",
                $"update case_file set rectified_on_site = not rectified_on_site, moved_town_code = {Pick("null", Town())} where id = {Any("case_file")}",
                $"update facility set status = '{Pick("in_use", "removed", "damaged")}', organisation_code = {Org()} where id = {Any("facility")}"
            ),
            42 => Pick(
                $"insert into case_measure select {Any("case_file")}, '{Pick("asphalt_m2", "advert_count")}', {_random.Next(1000)} / 10.0 where exists (select from case_file) on conflict on constraint case_measure_pk do update set quantity = excluded.quantity",
                $"delete from case_measure where case_id = {Any("case_measure", "case_id")}",
                $"update assessment_item set category_code = {Pick("null", Category())} where code in ('T01', 'C01')"
            ),
            _ => Pick(
                $"update facility set organisation_code = {Org()}, town_code = {Town()}, type = '{Pick("toilet", "bridge")}'",
                $"update section set town_code = {Town()}",
                $"update feedback_kind set category_code = '{Pick("L0301", "L0302")}' where code = 'smell'",
                $"insert into facility (id, code, type, name, position, town_code, created_at) values (gen_random_uuid(), gen_random_uuid(), '{Pick("toilet", "bridge")}', '设施', {Place}, {Town()}, {at})"
            ),
        };
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _db.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(_ct);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _db.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(_ct);
    }
}
