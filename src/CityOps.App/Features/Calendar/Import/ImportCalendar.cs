using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Calendar.Import;

/// <summary>
/// Enters a year's holiday notice. The deadlines that reach into its days follow in the same transaction.
/// </summary>
internal static class ImportCalendar
{
    private const int MaxHolidayDays = 31;

    private sealed record Entered(DateOnly Day, bool IsWorking, string? Note, string? Source);

    /// <param name="source">The notice that says so; null where nobody names it.</param>
    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        RowList<ListedHoliday> list,
        string? source,
        ImportChoice choice,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await db.Database.OpenConnectionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var query = new NpgsqlCommand("select day, is_working, note, source from calendar_day", connection);
        var entered = (await query.ListAsync<Entered>(ct)).ToDictionary(e => e.Day);
        var said = new Dictionary<DateOnly, ListedHoliday>();
        var outcome = await list.TakeAsync(db, choice, TakeAsync, ct);
        return outcome with { Notes = [.. outcome.Notes, .. Years(said)] };

        async Task<Result<RowEffect>> TakeAsync(ListedHoliday listed)
        {
            var last = listed.Last ?? listed.First;
            if (!WorkingCalendar.IsInReach(listed.First) || !WorkingCalendar.IsInReach(last))
            {
                return Problems.FieldInvalid.Refuse("A day is from 2000 to 2099.", ("field", "first"));
            }

            if (last < listed.First || last.DayNumber - listed.First.DayNumber >= MaxHolidayDays)
            {
                return Problems.FieldInvalid.Refuse(
                    $"{listed.First:yyyy-MM-dd} to {last:yyyy-MM-dd} is no holiday of 1 to {MaxHolidayDays} days.",
                    ("field", "last")
                );
            }

            var days = Enumerable
                .Range(0, last.DayNumber - listed.First.DayNumber + 1)
                .Select(n => listed.First.AddDays(n))
                .ToList();
            var twice = days.Find(said.ContainsKey); // the first of all days, which nobody says, where there is none
            if (said.TryGetValue(twice, out var other))
            {
                return Problems.CodeRepeated.Refuse(
                    $"{twice:yyyy-MM-dd} is said already by the line of {other.First:yyyy-MM-dd}.",
                    ("field", "first")
                );
            }

            days.ForEach(day => said[day] = listed);
            var wanted = days.ConvertAll(day =>
                (
                    Before: entered.GetValueOrDefault(day),
                    After: new Entered(
                        day,
                        listed.IsWorking,
                        listed.Note ?? entered.GetValueOrDefault(day)?.Note,
                        source ?? entered.GetValueOrDefault(day)?.Source
                    )
                )
            );
            foreach (var (_, day) in wanted.Where(w => w.Before != w.After))
            {
                await using var put = new NpgsqlCommand(Sql.Text("queries/calendar/put_day"), connection)
                    .With("day", day.Day)
                    .With("is_working", day.IsWorking)
                    .With("note", day.Note)
                    .With("source", day.Source)
                    .With("at", now)
                    .With<Guid?>("by", null);
                await put.ExecuteNonQueryAsync(ct);
            }

            return wanted.TrueForAll(w => w.Before is null) ? RowEffect.New
                : wanted.TrueForAll(w => w.Before == w.After) ? RowEffect.Unchanged
                : RowEffect.Changed;
        }
    }

    // A weekday that is said to be worked and a weekend day said to be off change nothing: a slip of the pen shows
    // here.
    private static IEnumerable<string> Years(Dictionary<DateOnly, ListedHoliday> said) =>
        said.GroupBy(day => day.Key.Year)
            .OrderBy(year => year.Key)
            .Select(year =>
            {
                var (off, worked) = (year.Count(d => !d.Value.IsWorking), year.Count(d => d.Value.IsWorking));
                var idle = year.Where(d =>
                        d.Value.IsWorking && d.Key.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
                    )
                    .Select(d => d.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                    .Order(StringComparer.Ordinal)
                    .ToList();
                return $"{year.Key}: {off} days off, {worked} weekend days worked. {year.Key} 年：放假 {off} 天，调休上班 {worked} 天。"
                    + (
                        idle.Count == 0
                            ? ""
                            : $" Worked by their weekday already: {string.Join(", ", idle)}. 本来就是工作日。"
                    );
            });
}
