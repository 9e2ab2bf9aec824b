using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>A level that an event reached.</summary>
/// <param name="Announced">False for what was over when it was found, from readings that came late.</param>
public sealed record EventAlert(string Level, DateTimeOffset ReachedAt, int DepthMm, string Sensor, bool Announced);

/// <summary>Minutes at a colour and not at the next; at <paramref name="PowerRisk"/> beside it.</summary>
public sealed record LevelMinutes(double Blue, double Yellow, double Orange, double Red, double PowerRisk);

/// <summary>A ponding event (积水事件).</summary>
/// <param name="EndedAt">Since when the water is below the lowest threshold.</param>
/// <param name="ClosedAt">Null while it is open.</param>
/// <param name="Level">The colour now; none when it is closed.</param>
/// <param name="LastMm">The water at <paramref name="LastAt"/>, the newest sample of the event.</param>
public sealed record EventItem(
    Guid Id,
    string Section,
    string Name,
    string? Town,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? ClosedAt,
    string Level,
    string WorstLevel,
    bool AtPowerRisk,
    int PeakMm,
    DateTimeOffset PeakAt,
    int LastMm,
    DateTimeOffset LastAt,
    LevelMinutes Minutes,
    Guid? CaseId,
    IReadOnlyList<EventAlert> Alerts
);

/// <summary>An event with the depths from an hour before it to an hour after it.</summary>
public sealed record EventAnswer(EventItem Event, IReadOnlyList<SensorCurve> Curves);

/// <summary>Lists ponding events, and reads one with its depth curve.</summary>
internal static class PondingEvents
{
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    internal sealed record Row(
        Guid Id,
        string Section,
        string Name,
        string? Town,
        DateTimeOffset OpenedAt,
        DateTimeOffset? EndedAt,
        DateTimeOffset? ClosedAt,
        short Level,
        short WorstLevel,
        bool AtPowerRisk,
        int PeakMm,
        DateTimeOffset PeakAt,
        int LastMm,
        DateTimeOffset LastAt,
        double MinutesBlue,
        double MinutesYellow,
        double MinutesOrange,
        double MinutesRed,
        double MinutesPowerRisk,
        Guid? CaseId,
        string Alerts
    );

    private sealed record AlertRow(short Level, DateTimeOffset ReachedAt, int DepthMm, string Sensor, bool Announced);

    public static async Task<IResult> ListAsync(
        CityOpsDb db,
        Caller caller,
        CancellationToken ct,
        string? section = null,
        CityInstant? from = null,
        CityInstant? to = null,
        string? cursor = null,
        int? limit = null
    )
    {
        DateTimeOffset? beforeAt = null;
        Guid? beforeId = null;
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.With();
            }

            (beforeAt, beforeId) = (at, id);
        }

        if (from?.At >= to?.At)
        {
            return Problems.PeriodReversed.With($"from {from?.At:O} is not before to {to?.At:O}.");
        }

        var size = Cursor.Size(limit);
        var rows = await RowsAsync(db, caller, null, section, from?.At, to?.At, beforeAt, beforeId, size + 1, ct);
        var page = Page.Of(rows, size, row => TimeCursor.Key(row.OpenedAt, row.Id));
        return TypedResults.Ok(new Page<EventItem>([.. page.Items.Select(Item)], page.Next));
    }

    public static async Task<IResult> ReadAsync(
        Guid id,
        CityOpsDb db,
        NpgsqlDataSource database,
        Caller caller,
        CancellationToken ct,
        int points = 500
    )
    {
        if (await RowsAsync(db, caller, id, null, null, null, null, null, 1, ct) is not [var row])
        {
            return Problems.PondingEventNotFound.With($"There is no ponding event {id}.");
        }

        var curves = await ReadCurve.RunAsync(
            database,
            row.Section,
            row.OpenedAt - Around,
            (row.ClosedAt ?? row.LastAt) + Around,
            points,
            ct
        );
        return TypedResults.Ok(new EventAnswer(Item(row), curves));
    }

    private static Task<List<Row>> RowsAsync(
        CityOpsDb db,
        Caller caller,
        Guid? id,
        string? section,
        DateTimeOffset? from,
        DateTimeOffset? to,
        DateTimeOffset? beforeAt,
        Guid? beforeId,
        int most,
        CancellationToken ct
    ) =>
        db
            .Database.SqlQueryRaw<Row>(
                Sql.Text("queries/ponding/list_events"),
                Parameters.Of("id", id),
                Parameters.Of("section", section),
                Parameters.Of("town", caller.VisibleTown),
                Parameters.Of("from", from),
                Parameters.Of("to", to),
                Parameters.Of("before_at", beforeAt),
                Parameters.Of("before_id", beforeId),
                Parameters.Of("most", most)
            )
            .ToListAsync(ct);

    private static EventItem Item(Row row) =>
        new(
            row.Id,
            row.Section,
            row.Name,
            row.Town,
            CityTime.Local(row.OpenedAt),
            Local(row.EndedAt),
            Local(row.ClosedAt),
            ((PondingLevel)row.Level).Code(),
            ((PondingLevel)row.WorstLevel).Code(),
            row.AtPowerRisk,
            row.PeakMm,
            CityTime.Local(row.PeakAt),
            row.LastMm,
            CityTime.Local(row.LastAt),
            Minutes(row.MinutesBlue, row.MinutesYellow, row.MinutesOrange, row.MinutesRed, row.MinutesPowerRisk),
            row.CaseId,
            [
                .. JsonSerializer
                    .Deserialize<List<AlertRow>>(row.Alerts, JsonSerializerOptions.Web)!
                    .Select(alert => new EventAlert(
                        ((PondingLevel)alert.Level).Code(),
                        CityTime.Local(alert.ReachedAt),
                        alert.DepthMm,
                        alert.Sensor,
                        alert.Announced
                    )),
            ]
        );

    internal static LevelMinutes Minutes(double blue, double yellow, double orange, double red, double powerRisk) =>
        new(
            Math.Round(blue, 2),
            Math.Round(yellow, 2),
            Math.Round(orange, 2),
            Math.Round(red, 2),
            Math.Round(powerRisk, 2)
        );

    internal static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
