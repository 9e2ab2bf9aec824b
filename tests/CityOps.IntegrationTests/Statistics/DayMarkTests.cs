using CityOps.App.Database;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

/// <summary>What a change of a row marks, for every table that day_mark declares.</summary>
public sealed class DayMarkTests : IAsyncLifetime
{
    private const string Id = "'00000000-0000-0000-0000-000000000001'";
    private const string Other = "'00000000-0000-0000-0000-000000000002'";

    // One after the other: each works on what the ones before it left.
    private static readonly (string Table, string Change, string Days)[] Changes =
    [
        (
            "patrol",
            "insert into patrol (id, kind, organisation_code, officer_id, started_at, received_at) "
                + $"select {Id}, 'daily', 'sanitation', id, {At(3)}, {At(3)} from account where login = "
                + "'officer'",
            "10-03"
        ),
        ("patrol", $"update patrol set started_at = {At(4)}", "10-03 10-04"),
        ("patrol", "delete from patrol", "10-04"),
        (
            "report",
            "insert into report (id, source, category_code, organisation_code, raw_lon, raw_lat, "
                + "coord_system, position, town_code, observed_at, received_at, content_sha256) values "
                + $"({Id}, 'camera', '03101', 'sanitation', 113.35, 22.55, 'wgs84', "
                + $"st_setsrid(st_point(113.35, 22.55), 4326), '{TestCity.WestTown}', {At(3)}, {At(3)}, '')",
            "10-03"
        ),
        ("report", $"update report set observed_at = {At(4)}", "10-03 10-04"),
        ("report_measure", $"insert into report_measure values ({Id}, 'asphalt_m2', 2)", "10-04"),
        ("report_measure", "update report_measure set quantity = 3", "10-04"),
        ("report_measure", "delete from report_measure", "10-04"),
        ("attachment", $"insert into attachment values ({Id}, 0, sha256(''), 1, 'image/jpeg')", "10-04"),
        ("attachment", "delete from attachment", "10-04"),
        (
            "case_file",
            "insert into case_file (id, number, source, source_id, category_code, organisation_code, "
                + $"town_code, facility_id, position, status, reported_at, filed_at) select {Id}, '1', "
                + $"'report', {Id}, '03101', 'sanitation', '{TestCity.WestTown}', id, position, "
                + $"'pending_register', {At(3)}, {At(4)} from facility where code = 'T-001'",
            "10-03 10-04"
        ),
        (
            "case_file",
            $"update case_file set dispatched_at = {At(5)}, handled_at = {At(6)}, closed_at = "
                + $"{At(7)}, transferred_at = {At(8)}",
            "10-03 10-04 10-05 10-06 10-07 10-08"
        ),
        (
            "case_clock",
            "insert into case_clock (case_id, organisation_code, started_at, limit_amount, "
                + $"limit_unit) values ({Id}, 'sanitation', {At(5)}, 2, 'natural_day')",
            "10-07"
        ),
        ("case_clock", "update case_clock set extensions = 1", "10-07 10-09"),
        (
            "case_event",
            $"insert into case_event (id, case_id, seq, action, to_status, at, hash) values ({Id}, "
                + $"{Id}, 1, 'rework', 'pending_handle', {At(12)}, '')",
            "10-09 10-12"
        ),
        (
            "case_event",
            $"insert into case_event (id, case_id, seq, action, to_status, at, hash) values ({Other}, "
                + $"{Id}, 2, 'note', 'pending_handle', {At(13)}, '')",
            ""
        ),
        ("report", $"update report set case_id = {Id}", "10-04"),
        ("case_file", "update case_file set status = 'cancelled'", "10-03 10-04 10-05 10-06 10-07 10-08 10-09 10-12"),
        (
            "case_file",
            "update case_file set status = 'pending_register'",
            "10-03 10-04 10-05 10-06 10-07 10-08 10-09 10-12"
        ),
        ("report", "update report set withdrawn_at = now()", "10-04"),
        ("case_measure", $"insert into case_measure values ({Id}, 'asphalt_m2', 2)", "10-04 10-06"),
        ("case_measure", "update case_measure set quantity = 3", "10-04 10-06"),
        ("case_measure", "delete from case_measure", "10-04 10-06"),
        (
            "letter",
            "insert into letter (id, number, kind, from_organisation_code, to_organisation_code, "
                + $"title, issued_on, created_at) values ({Id}, '1', 'transfer', 'sanitation', 'parks', "
                + $"'移交线索', {On(20)}, now())",
            "10-20"
        ),
        ("letter_case", $"insert into letter_case values ({Id}, {Id})", "10-20"),
        ("report", "delete from report", "10-04"),
        ("letter", $"update letter set issued_on = {On(21)}", "10-20 10-21"),
        (
            "case_file",
            "update case_file set organisation_code = 'parks'",
            "10-03 10-04 10-05 10-06 10-07 10-08 10-09 10-12 10-21"
        ),
        ("case_file", "update case_file set description = '路面'", "10-03 10-04 10-05 10-06 10-07 10-08"),
        (
            "penalty",
            "insert into penalty (id, kind, case_id, organisation_code, decided_on, created_at) "
                + $"values ({Id}, 'warning', {Id}, 'parks', {On(22)}, now())",
            "10-22"
        ),
        ("penalty", $"update penalty set decided_on = {On(23)}", "10-22 10-23"),
        ("penalty", "delete from penalty", "10-23"),
        ("letter", "delete from letter", "10-21"),
        (
            "feedback",
            "insert into feedback (id, receipt, facility_id, facility_type, qr_code, kind, stars, observed_at, "
                + $"received_at, content_sha256) select {Id}, '1', id, 'toilet', 'T-001-1', 'smell', 3, {At(14)}, "
                + $"{At(14)}, '' from facility where code = 'T-001'",
            "10-14"
        ),
        ("feedback", $"update feedback set received_at = {At(15)}", "10-14 10-15"),
        ("feedback_kind", "update feedback_kind set name = '气味'", ""),
        ("feedback_kind", "update feedback_kind set category_code = '01101' where code = 'smell'", "10-15"),
        (
            "toilet_scan",
            $"insert into toilet_scan (id, facility_id, scanned_at) select {Id}, id, {At(16)} from "
                + "facility where code = 'T-001'",
            "10-16"
        ),
        (
            "facility",
            $"insert into facility (id, code, type, name, position, created_at) values ({Id}, "
                + $"'B-001', 'bridge', '桥', st_setsrid(st_point(113.35, 22.55), 4326), {At(17)})",
            "10-17"
        ),
        ("facility", "update facility set name = '公厕'", ""),
        (
            "facility",
            $"update facility set created_at = {At(2)}, organisation_code = 'parks' where code = " + "'T-001'",
            "01-01 10-02 10-15"
        ),
        ("facility", "update facility set type = 'bridge' where code = 'T-001'", "10-02 10-03 10-04 10-06 10-09 10-15"),
        ("feedback", "delete from feedback", "10-15"),
        (
            "ponding_event",
            "insert into ponding_event (id, section_code, opened_at, ended_at, closed_at, level, "
                + "worst_level, at_power_risk, peak_mm, peak_at, peak_sensor_id, last_mm, last_at, "
                + "minutes_blue, minutes_yellow, minutes_orange, minutes_red, minutes_power_risk, "
                + $"recorded_at, changed_at) values ({Id}, 'S-01', {At(3)}, {At(4)}, {At(4)}, 0, 1, false, "
                + $"60, {At(3)}, 1, 0, {At(4)}, 30, 0, 0, 0, 0, {At(4)}, {At(4)})",
            "10-03"
        ),
        ("ponding_event_minutes", $"insert into ponding_event_minutes values ({Id}, {On(4)}, 30, 0, 0, 0, 0)", "10-04"),
        ("ponding_event_minutes", $"update ponding_event_minutes set spent_on = {On(5)}", "10-04 10-05"),
        ("ponding_event", "update ponding_event set peak_mm = 61", "10-03"),
        ("ponding_event", "update ponding_event set withdrawn_at = now()", "10-03 10-05"),
        (
            "ponding_alarm",
            "insert into ponding_alarm (id, event_id, section_code, raised_at, reached_at, depth_mm, "
                + $"circuits) values ({Id}, {Id}, 'S-01', {At(6)}, {At(6)}, 300, '[]')",
            "10-06"
        ),
        ("ponding_alarm", $"update ponding_alarm set raised_at = {At(7)}", "10-06 10-07"),
        ("section", "update section set name = '东明路北'", ""),
        ("section", $"update section set town_code = '{TestCity.EastTown}'", "10-03 10-05 10-07"),
        ("ponding_alarm", "delete from ponding_alarm", "10-07"),
        ("ponding_event_minutes", "delete from ponding_event_minutes", "10-05"),
        ("ponding_event", "delete from ponding_event", "10-03"),
        (
            "assessment",
            "insert into assessment (id, item_code, town_code, found_on, times, points, fee_yuan, "
                + $"recorded_at) select {Id}, code, '{TestCity.WestTown}', {On(3)}, 1, points, "
                + "coalesce(fee_yuan, 0), now() from assessment_item where code = 'T01'",
            "10-03"
        ),
        ("assessment", $"update assessment set found_on = {On(4)}", "10-03 10-04"),
        ("assessment_item", "update assessment_item set name = '路面' where code = 'T01'", ""),
        ("assessment_item", "update assessment_item set category_code = '01101' where code = 'T01'", "10-04"),
        ("assessment", "delete from assessment", "10-04"),
        (
            "due_check",
            "insert into routine (code, name, name_en) values ('weekly', '周检', 'Weekly check'); "
                + "insert into routine_version (routine_code, valid_from, facility_type, rule, starts_on, window_days, "
                + "grace_days, category_code, problems, distance_metres, escalation, changed_at) values ('weekly', "
                + "'2023-01-01', 'toilet', 'FREQ=WEEKLY', '2023-01-01', 1, 0, 'X01', '[]', 100, 'none', now()); "
                + "insert into due_check (routine_code, valid_from, opens_on, due_on, ends_on, organisation_code, "
                + $"town_code, category_code) values ('weekly', '2023-01-01', {On(17)}, {On(18)}, {On(20)}, "
                + $"'sanitation', '{TestCity.WestTown}', 'X01')",
            "10-18"
        ),
        ("due_check", $"update due_check set due_on = {On(19)}", "10-18 10-19"),
        ("due_check", $"update due_check set missed_on = {On(21)}", "10-19"),
        ("due_check", "delete from due_check", "10-19"),
        ("case_clock", "delete from case_clock", "10-07 10-09"),
        (
            "case_file",
            "insert into case_file (id, number, source, source_id, category_code, organisation_code, "
                + $"town_code, position, status, reported_at) select {Other}, '0', 'report', {Other}, "
                + $"'03101', 'sanitation', '{TestCity.WestTown}', position, 'pending_register', {At(25)} "
                + "from facility where code = 'T-001'",
            "10-25"
        ),
        ("case_file", "delete from case_file where number = '0'", "10-25"),
    ];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestDatabase _db = null!;
    private FieldRecords _records = null!;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(_ct);
        await using var city = CityDatabase.At(_db.ConnectionString);
        await using var db = city.NewContext();
        await TestCity.CreateAsync(db, _ct);
        _records = new FieldRecords(_db.DataSource, _ct);
        await _records.ExecuteAsync(
            """
            insert into measure (code, name, unit) values ('asphalt_m2', '沥青路面', '㎡');
            insert into qr_code (code, facility_id, issued_at) select 'T-001-1', id, created_at from facility where code = 'T-001'
            """
        );
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_change_of_a_row_marks_its_days()
    {
        var marked = new List<(string, string, string)>();
        foreach (var (table, change, _) in Changes)
        {
            await _records.ExecuteAsync("delete from dirty_day");
            await _records.ExecuteAsync(change);
            var days = await _records.ListAsync<string>(
                "select distinct to_char(day, 'MM-DD') from dirty_day order by 1"
            );
            marked.Add((table, change, string.Join(' ', days)));
        }

        Assert.Equal(Changes, marked);
    }

    [Fact]
    public async Task Every_table_that_marks_days_is_changed_above()
    {
        var declared = await _records.ListAsync<string>("select distinct table_name from day_mark order by 1");

        Assert.Equal(declared, Changes.Select(change => change.Table).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_trigger_that_marks_days_is_made_from_a_declaration()
    {
        var declared = await _records.ListAsync<string>("select 'mark_days_of_' || code from day_mark order by 1");

        var made = await _records.ListAsync<string>(
            """
            select distinct p.proname::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid
            where p.prosrc like '%insert into dirty_day%' order by 1
            """
        );

        Assert.Equal(declared, made);
    }

    private static string At(int day) => $"'2023-10-{day:00} 09:00+08'";

    private static string On(int day) => $"'2023-10-{day:00}'";
}
