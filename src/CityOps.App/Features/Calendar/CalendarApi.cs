using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Calendar.Import;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CityOps.App.Features.Calendar;

/// <param name="Year">Null where nothing is missing.</param>
public sealed record MissingYear(int? Year);

/// <summary>
/// The working calendar: holidays, weekend days worked in exchange, working hours. A change moves the deadlines of the
/// cases that are not handled yet, in its own transaction.
/// </summary>
public static class CalendarApi
{
    private const int MaxDays = 800;

    public static IServiceCollection AddCalendar(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<CalendarHealth>("calendar", tags: [Readiness.Tag]);
        return services;
    }

    public static void MapCalendar(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/calendar").WithTags("calendar");
        api.MapGet("", ListAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid)
            .Allow("calendar.read")
            .Produces<Page<CalendarDay>>()
            .WithSummary("The days of ?from&to (yyyy-MM-dd, both included), worked or not");
        api.MapGet("/{day}", ReadAsync)
            .Refuses(Problems.FieldInvalid)
            .Allow("calendar.read")
            .Produces<CalendarDay>()
            .WithSummary("One day");
        api.MapPut("/{day}", PutAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid)
            .Allow("calendar.change")
            .Produces<CalendarDay>()
            .WithSummary("Say that a day is worked or not, whatever its weekday");
        api.MapDelete("/{day}", ForgetAsync)
            .Refuses(Problems.FieldInvalid)
            .Allow("calendar.change")
            .Produces<CalendarDay>()
            .WithSummary("Let the weekday decide again");
        api.MapGet("/missing", MissingAsync)
            .Allow("calendar.read")
            .Produces<MissingYear>()
            .WithSummary("The next year, from October on while its holidays are not entered; null otherwise");
        api.MapGet("/hours", HoursAsync)
            .Allow("calendar.read")
            .Produces<Page<WorkingHours>>()
            .WithSummary("The city's working hours through time");
        api.MapPut("/hours/{validFrom}", PutHoursAsync)
            .Refuses(Problems.FieldInvalid, Problems.WorkingHoursInvalid)
            .Allow("calendar.change")
            .Produces<WorkingHours>()
            .WithSummary("Set the working hours from a day on");
        routes
            .MapListImport(
                "calendar",
                "the yearly notice on holidays and worked weekend days",
                HolidayList.Read,
                (http, list, choice, ct) =>
                    ImportCalendar.RunAsync(
                        http.RequestServices.GetRequiredService<CityOpsDb>(),
                        list,
                        source: null,
                        choice with
                        {
                            Account = Caller.From(http)?.AccountId,
                        },
                        http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
                        ct
                    )
            )
            .Allow("calendar.change");
        api.MapGet("/deadline", DeadlineAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.LimitUnreadable)
            .Allow("calendar.read")
            .Produces<DeadlineAnswer>()
            .WithSummary(
                "When a limit that starts at ?from ends: ?amount&unit=urgent_hour|working_hour|working_day|natural_day"
            );
    }

    private static async Task<IResult> ListAsync(
        NpgsqlDataSource database,
        CancellationToken ct,
        DateOnly? from = null,
        DateOnly? to = null
    )
    {
        if (from is not { } first || to is not { } last)
        {
            return Problems.FieldMissing.With("from and to are days: yyyy-MM-dd.");
        }

        return
            !WorkingCalendar.IsInReach(first)
            || !WorkingCalendar.IsInReach(last)
            || last < first
            || last.DayNumber - first.DayNumber >= MaxDays
            ? Problems.FieldInvalid.With(
                $"from is not after to, both from 2000 to 2099, and {MaxDays} days are the most at a time.",
                ("field", "to")
            )
            : TypedResults.Ok(new Page<CalendarDay>(await WorkingCalendar.DaysAsync(database, first, last, ct), null));
    }

    private static async Task<IResult> ReadAsync(DateOnly day, NpgsqlDataSource database, CancellationToken ct) =>
        WorkingCalendar.IsInReach(day)
            ? TypedResults.Ok((await WorkingCalendar.DaysAsync(database, day, day, ct))[0])
            : OutOfReach(day);

    private static ProblemHttpResult OutOfReach(DateOnly day) =>
        Problems.FieldInvalid.With($"{day:yyyy-MM-dd} is not from 2000 to 2099.", ("field", "day"));

    private static async Task<IResult> PutAsync(
        DateOnly day,
        CalendarDayBody body,
        Caller caller,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (!WorkingCalendar.IsInReach(day))
        {
            return OutOfReach(day);
        }

        return
            await WorkingCalendar.PutDayAsync(database, day, body, caller.AccountId, time.GetUtcNow(), ct)
                is { } refusal
            ? refusal.Answer()
            : await ReadAsync(day, database, ct);
    }

    private static async Task<IResult> ForgetAsync(DateOnly day, NpgsqlDataSource database, CancellationToken ct)
    {
        await WorkingCalendar.ForgetDayAsync(database, day, ct);
        return await ReadAsync(day, database, ct);
    }

    private static async Task<IResult> MissingAsync(
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    ) => TypedResults.Ok(new MissingYear(await WorkingCalendar.MissingYearAsync(database, time.GetUtcNow(), ct)));

    private static async Task<IResult> HoursAsync(NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(new Page<WorkingHours>(await WorkingCalendar.HoursAsync(database, ct), null));

    private static async Task<IResult> PutHoursAsync(
        DateOnly validFrom,
        WorkingHoursBody body,
        Caller caller,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (!WorkingCalendar.IsInReach(validFrom))
        {
            return OutOfReach(validFrom);
        }

        if (
            await WorkingCalendar.PutHoursAsync(database, validFrom, body, caller.AccountId, time.GetUtcNow(), ct) is
            { } refusal
        )
        {
            return refusal.Answer();
        }

        return TypedResults.Ok(
            (await WorkingCalendar.HoursAsync(database, ct)).Single(hours => hours.ValidFrom == validFrom)
        );
    }

    private static async Task<IResult> DeadlineAsync(
        NpgsqlDataSource database,
        CancellationToken ct,
        string? from = null,
        decimal? amount = null,
        string? unit = null
    )
    {
        var (answer, refusal) = await WorkingCalendar.DeadlineAsync(database, from, amount, unit, ct);
        return answer is null ? refusal!.Answer() : TypedResults.Ok(answer);
    }
}
