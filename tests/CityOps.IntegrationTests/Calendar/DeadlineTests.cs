using System.Globalization;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Calendar;

/// <summary>
/// The four clocks over the National Day of 2023: 29 September to 6 October off, Saturday 7 and Sunday 8 October
/// worked; working hours 08:30 to 12:00 and 14:00 to 17:30.
/// </summary>
public sealed class DeadlineTests(TestDatabase.ForClass shared) : IClassFixture<TestDatabase.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    // Thursday 28 September, an hour before the office closes for eight days.
    [InlineData("2023-09-28 16:30", 2, "urgent_hour", "2023-09-28 18:30")]
    [InlineData("2023-09-28 16:30", 24, "urgent_hour", "2023-09-29 16:30")]
    [InlineData("2023-09-28 16:30", 1, "working_hour", "2023-09-28 17:30")]
    [InlineData("2023-09-28 16:30", 4, "working_hour", "2023-10-07 11:30")]
    [InlineData("2023-09-28 16:30", 1, "working_day", "2023-10-07 16:30")]
    [InlineData("2023-09-28 16:30", 2, "working_day", "2023-10-08 16:30")]
    [InlineData("2023-09-28 16:30", 3, "working_day", "2023-10-09 16:30")]
    [InlineData("2023-09-28 16:30", 0.5, "working_day", "2023-10-07 11:00")]
    [InlineData("2023-09-28 16:30", 5, "natural_day", "2023-10-03 16:30")]
    // In the middle of the holiday.
    [InlineData("2023-10-01 10:00", 2, "urgent_hour", "2023-10-01 12:00")]
    [InlineData("2023-10-01 10:00", 4, "working_hour", "2023-10-07 14:30")]
    [InlineData("2023-10-01 10:00", 1, "working_day", "2023-10-07 17:30")]
    [InlineData("2023-10-01 10:00", 7, "natural_day", "2023-10-08 10:00")]
    // On the swapped Sunday, and into the week after it.
    [InlineData("2023-10-08 14:00", 1, "working_day", "2023-10-09 12:00")]
    [InlineData("2023-10-08 17:00", 1, "working_hour", "2023-10-09 09:00")]
    // The edges of the working day.
    [InlineData("2023-10-10 08:29", 1, "working_hour", "2023-10-10 09:30")]
    [InlineData("2023-10-10 08:30", 3.5, "working_hour", "2023-10-10 12:00")]
    [InlineData("2023-10-10 12:00", 1, "working_hour", "2023-10-10 15:00")]
    [InlineData("2023-10-10 13:00", 3.5, "working_hour", "2023-10-10 17:30")]
    [InlineData("2023-10-10 17:29", 1, "working_day", "2023-10-11 17:29")]
    [InlineData("2023-10-10 17:30", 1, "working_hour", "2023-10-11 09:30")]
    [InlineData("2023-10-10 23:59", 2, "urgent_hour", "2023-10-11 01:59")]
    // An ordinary weekend, and the turn of the year.
    [InlineData("2023-10-13 17:00", 1, "working_hour", "2023-10-16 09:00")]
    [InlineData("2023-12-29 17:00", 1, "working_day", "2024-01-02 17:00")]
    // 2024 to 2026.
    [InlineData("2024-02-09 17:00", 1, "working_hour", "2024-02-18 09:00")]
    [InlineData("2025-01-26 17:00", 2, "working_hour", "2025-01-27 10:00")]
    [InlineData("2026-02-14 17:00", 1, "working_hour", "2026-02-24 09:00")]
    public async Task Deadline_of_a_limit(string start, double amount, string unit, string deadline) =>
        Assert.Equal(City(deadline), await DeadlineAsync(City(start), (decimal)amount, unit));

    [Fact]
    public async Task Deadlines_do_not_depend_on_the_time_zone_of_the_session()
    {
        await using var connection = await shared.Database.DataSource.OpenConnectionAsync(_ct);
        await using (var zone = new NpgsqlCommand("set time zone 'Europe/Berlin'", connection))
        {
            await zone.ExecuteNonQueryAsync(_ct);
        }

        // Berlin's clocks are put back on 29 October 2023; Zhongshan's are not.
        Assert.Equal(
            City("2023-10-30 10:00"),
            await DeadlineAsync(City("2023-10-28 10:00"), 2, "natural_day", connection)
        );
        Assert.Equal(
            City("2023-10-30 11:00"),
            await DeadlineAsync(City("2023-10-27 16:00"), 4, "working_hour", connection)
        );
    }

    [Fact]
    public async Task Working_minutes_agree_with_walking_through_every_minute()
    {
        var random = new Random(20231001);
        for (var i = 0; i < 200; i++)
        {
            var start = City("2023-09-20 00:00").AddMinutes(random.Next(40 * 24 * 60));
            var end = start.AddMinutes(random.Next(15 * 24 * 60));
            var walked = 0;
            for (var minute = start; minute < end; minute = minute.AddMinutes(1))
            {
                walked += IsWorkingMinute(minute) ? 1 : 0;
            }

            Assert.Equal(walked, await ScalarAsync<decimal>("select working_minutes_between($1, $2)", start, end));
        }
    }

    [Fact]
    public async Task Deadline_is_the_first_instant_at_which_the_limit_has_passed()
    {
        var random = new Random(20231008);
        for (var i = 0; i < 200; i++)
        {
            var start = City("2023-09-20 00:00")
                .AddSeconds(random.Next(40 * 24 * 3600))
                .AddMicroseconds(random.Next(1_000_000));
            var seconds = random.Next(1, 60 * 3600) + 0.25m;

            var counted = await ScalarAsync<decimal[]>(
                """
                select array[counted_seconds($1, d, true), counted_seconds($1, d - interval '1 microsecond', true)]
                from instant_after($1, $2, true) d
                """,
                start,
                seconds
            );

            Assert.Equal(seconds, counted[0]);
            Assert.True(counted[1] < seconds);
        }
    }

    [Fact]
    public async Task Nothing_counts_backwards()
    {
        Assert.Equal(
            0,
            await ScalarAsync<decimal>(
                "select working_minutes_between($1, $2)",
                City("2023-10-10 15:00"),
                City("2023-10-10 09:00")
            )
        );
        Assert.Equal(
            0,
            await ScalarAsync<decimal>(
                "select counted_seconds($1, $2, false)",
                City("2023-10-10 15:00"),
                City("2023-10-10 09:00")
            )
        );
    }

    private static bool IsWorkingMinute(DateTimeOffset minute)
    {
        var (month, day) = (minute.Month, minute.Day);
        var works = (month, day) switch
        {
            (9, 29) or (9, 30) => false,
            (10, <= 6) => false,
            (10, 7) or (10, 8) => true,
            _ => minute.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
        };
        var time = TimeOnly.FromTimeSpan(minute.TimeOfDay);
        return works && (time.IsBetween(new(8, 30), new(12, 0)) || time.IsBetween(new(14, 0), new(17, 30)));
    }

    private static DateTimeOffset City(string local) =>
        DateTimeOffset.ParseExact(local + " +08:00", "yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private async Task<DateTimeOffset> DeadlineAsync(
        DateTimeOffset start,
        decimal amount,
        string unit,
        NpgsqlConnection? connection = null
    )
    {
        await using var command = connection is null
            ? shared.Database.DataSource.CreateCommand("select deadline_of($1, $2, $3)")
            : new NpgsqlCommand("select deadline_of($1, $2, $3)", connection);
        command.Parameters.AddWithValue(start.ToUniversalTime());
        command.Parameters.AddWithValue(amount);
        command.Parameters.AddWithValue(unit);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(_ct))!);
    }

    private async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = shared.Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value is DateTimeOffset instant ? instant.ToUniversalTime() : value);
        }

        return (T)(await command.ExecuteScalarAsync(_ct))!;
    }
}
