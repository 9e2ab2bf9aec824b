using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Calendar;

/// <param name="IsException">It was said so; otherwise its weekday says it.</param>
/// <param name="Source">The notice that says so.</param>
/// <param name="Minutes">Of working time.</param>
public sealed record CalendarDay(
    DateOnly Day,
    bool IsWorking,
    bool IsException,
    string? Note,
    string? Source,
    decimal Minutes
);

public sealed record CalendarDayBody(bool? IsWorking, string? Note, string? Source);

/// <param name="ValidFrom">Until the next one's day.</param>
public sealed record WorkingHours(DateOnly ValidFrom, IReadOnlyList<WorkingPeriod> Periods);

public sealed record WorkingHoursBody(IReadOnlyList<WorkingPeriod>? Periods);

/// <summary>A stretch of a working day, city time: <c>{"opens":"08:30","closes":"12:00"}</c>.</summary>
public sealed record WorkingPeriod(TimeOnly Opens, TimeOnly Closes);

/// <param name="WorkingMinutes">Of working time from the start to the deadline.</param>
/// <param name="DeadlineIsProvisional">It lies in a year whose holidays are not entered yet, and may move when they
/// are.</param>
public sealed record DeadlineAnswer(
    DateTimeOffset From,
    decimal Amount,
    string Unit,
    DateTimeOffset Deadline,
    decimal WorkingMinutes,
    bool DeadlineIsProvisional
);

/// <summary>Reads and changes the working calendar. What follows from it is computed by
/// sql/functions/calendar_clock.sql.</summary>
public static class WorkingCalendar
{
    /// <summary>Days that a calendar can have; beyond lie typing errors.</summary>
    public static bool IsInReach(DateOnly day) => day.Year is >= 2000 and < 2100;

    private const int MaxNoteLength = 200;
    private const int MaxPeriods = 6;

    public static async Task<IReadOnlyList<CalendarDay>> DaysAsync(
        NpgsqlDataSource database,
        DateOnly first,
        DateOnly last,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/calendar/days"))
            .With("first", first)
            .With("last", last);
        return await command.ListAsync<CalendarDay>(ct);
    }

    /// <returns>Null when it is done.</returns>
    public static async Task<Refusal?> PutDayAsync(
        NpgsqlDataSource database,
        DateOnly day,
        CalendarDayBody body,
        Guid by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (body.IsWorking is not { } isWorking)
        {
            return Problems.FieldMissing.Refuse("isWorking is missing.", ("field", "isWorking"));
        }

        var (note, source) = (InputText.Clean(body.Note), InputText.Clean(body.Source));
        if (
            (InputText.TooLong(note, MaxNoteLength, "note") ?? InputText.TooLong(source, MaxNoteLength, "source")) is
            { } tooLong
        )
        {
            return tooLong;
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/calendar/put_day"), connection)
            .With("day", day)
            .With("is_working", isWorking)
            .With("note", note)
            .With("source", source)
            .With("at", now)
            .With("by", by);
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    /// <summary>The next year, where it is October or later and its holidays are not entered; null otherwise.</summary>
    public static async Task<int?> MissingYearAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken ct)
    {
        var today = CityTime.Day(now);
        if (today.Month < 10)
        {
            return null;
        }

        await using var command = database
            .CreateCommand("select calendar_year_is_entered(@year)")
            .With("year", today.Year + 1);
        return await command.SingleAsync<bool>(ct) ? null : today.Year + 1;
    }

    public static async Task ForgetDayAsync(NpgsqlDataSource database, DateOnly day, CancellationToken ct)
    {
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand("delete from calendar_day where day = @day", connection).With(
            "day",
            day
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<IReadOnlyList<WorkingHours>> HoursAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/calendar/hours"));
        return (await command.ListAsync<HoursRow>(ct)).ConvertAll(row => new WorkingHours(
            row.ValidFrom,
            [.. row.Opens.Zip(row.Closes, (opens, closes) => new WorkingPeriod(opens, closes))]
        ));
    }

    private sealed record HoursRow(DateOnly ValidFrom, TimeOnly[] Opens, TimeOnly[] Closes);

    /// <returns>Null when it is done.</returns>
    public static async Task<Refusal?> PutHoursAsync(
        NpgsqlDataSource database,
        DateOnly validFrom,
        WorkingHoursBody body,
        Guid by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (body.Periods is not { Count: > 0 and <= MaxPeriods } sent || sent.Any(period => period is null))
        {
            return Problems.WorkingHoursInvalid.Refuse($"periods has 1 to {MaxPeriods} entries.");
        }

        if (
            sent.Any(period =>
                period.Opens.Ticks % TimeSpan.TicksPerSecond != 0 || period.Closes.Ticks % TimeSpan.TicksPerSecond != 0
            )
        )
        {
            return Problems.WorkingHoursInvalid.Refuse("Opening and closing times are whole seconds.");
        }

        var periods = sent.OrderBy(period => period.Opens).ToList();
        if (
            periods.Any(period => period.Opens >= period.Closes)
            || periods.Zip(periods.Skip(1)).Any(pair => pair.First.Closes > pair.Second.Opens)
        )
        {
            return Problems.WorkingHoursInvalid.Refuse(
                "Each period closes after it opens, on the same day, and before the next one opens."
            );
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/calendar/put_hours"), connection)
            .With("valid_from", validFrom)
            .With("opens", periods.Select(period => period.Opens).ToArray())
            .With("closes", periods.Select(period => period.Closes).ToArray())
            .With("at", now)
            .With("by", by);
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    public static async Task<Result<DeadlineAnswer>> DeadlineAsync(
        NpgsqlDataSource database,
        string? from,
        decimal? amount,
        string? unit,
        CancellationToken ct
    )
    {
        if (from is null || amount is not { } howMany || unit is null)
        {
            return Problems.FieldMissing.Refuse("from, amount and unit are needed.");
        }

        if (InputTime.Read(from) is not { } start || !IsInReach(CityTime.Day(start)))
        {
            return Problems.FieldInvalid.Refuse(
                "from is ISO 8601 with an offset, e.g. 2026-06-01T08:00:00+08:00, from 2000 to 2099.",
                ("field", "from")
            );
        }

        if (!LimitUnits.All.Contains(unit) || howMany is <= 0 or > 1000)
        {
            return Problems.LimitUnreadable.Refuse(
                "amount is more than 0 and at most 1000.",
                ("allowed", LimitUnits.All)
            );
        }

        await using var command = database
            .CreateCommand(
                """
                select d as deadline, working_minutes_between(@from, d) as working_minutes,
                  deadline_is_provisional(d, @unit) as is_provisional
                from deadline_of(@from, @amount, @unit) d
                """
            )
            .With("from", start)
            .With("amount", howMany)
            .With("unit", unit);
        var (deadline, minutes, isProvisional) = await command.SingleAsync<DeadlineRow>(ct);
        return new DeadlineAnswer(
            CityTime.Local(start),
            howMany,
            unit,
            CityTime.Local(deadline),
            minutes,
            isProvisional
        );
    }

    private sealed record DeadlineRow(DateTimeOffset Deadline, decimal WorkingMinutes, bool IsProvisional);
}
