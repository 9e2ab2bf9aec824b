using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>The writes of a look, as commands of one batch.</summary>
internal static class StoreEvents
{
    public static NpgsqlBatchCommand Event(string section, EventChange change, DateTimeOffset now)
    {
        var told = change.Event;
        return Command(
            "store_event",
            Of(change.Id),
            Of(section),
            At(told.OpenedAt),
            At(told.EndedAt),
            At(told.ClosedAt), // $1 … $5
            Of((short)told.Level),
            Of((short)Worst(told)),
            Of(told.AtPowerRisk),
            At(told.PowerRiskEndedAt), // $6 … $9
            Of(told.Peak.DepthMm),
            At(told.Peak.At),
            Of(told.Peak.SensorId),
            Of(told.Last.DepthMm),
            At(told.Last.At), // $10 … $14
            Of(told.MinutesAt(PondingLevel.Blue)),
            Of(told.MinutesAt(PondingLevel.Yellow)), // $15, $16
            Of(told.MinutesAt(PondingLevel.Orange)),
            Of(told.MinutesAt(PondingLevel.Red)),
            Of(told.PowerRiskMinutes),
            At(now)
        ); // $17 … $20
    }

    /// <summary>The event's minutes, day by day.</summary>
    public static NpgsqlBatchCommand Days(EventChange change)
    {
        var days = change.Event.Days;
        return Command(
            "store_event_days",
            Of(change.Id),
            Of(days.Select(day => day.Day).ToArray()), // $1, $2
            Of(Minutes(PondingLevel.Blue)),
            Of(Minutes(PondingLevel.Yellow)),
            Of(Minutes(PondingLevel.Orange)),
            Of(Minutes(PondingLevel.Red)), // $3 … $6
            Of(days.Select(day => day.PowerRiskMinutes).ToArray())
        ); // $7

        double[] Minutes(PondingLevel colour) => [.. days.Select(day => day.MinutesAt(colour))];
    }

    public static NpgsqlBatchCommand Alerts(EventChange change, DateTimeOffset now)
    {
        var rises = change.Event.Rises.ToList();
        var announced = change.Alerts.Where(alert => alert.Announce).Select(alert => alert.Level).ToHashSet();
        return Command(
            "store_alerts",
            Of(change.Id),
            Of(rises.Select(rise => (short)rise.Key).ToArray()),
            Of(rises.Select(rise => rise.Value.At.UtcDateTime).ToArray()),
            Of(rises.Select(rise => rise.Value.DepthMm).ToArray()),
            Of(rises.Select(rise => rise.Value.SensorId).ToArray()),
            Of(rises.Select(rise => announced.Contains(rise.Key)).ToArray()),
            At(now)
        );
    }

    public static NpgsqlBatchCommand Drop(Guid id, Guid? mergedInto, DateTimeOffset now) =>
        Command(
            "drop_event",
            Of(id),
            mergedInto is { } into
                ? Of(into)
                : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
            At(now)
        );

    /// <param name="isBack">When the section was last looked at, the water was not at its lamps.</param>
    public static NpgsqlBatchCommand Alarm(string section, EventChange change, bool isBack, DateTimeOffset now)
    {
        var rise = change.Event.Rises.GetValueOrDefault(PondingLevel.PowerRisk, change.Event.Last);
        return Command(
            "raise_alarm",
            Of(Guid.CreateVersion7(now)),
            Of(change.Id),
            Of(section),
            At(rise.At),
            Of(change.Event.Last.DepthMm),
            At(now), // $1 … $6
            Of(change.Event.Witnesses.ToArray()),
            At(change.Event.AtLampsLast),
            Of(change.Event.AtPowerRisk),
            Of(isBack)
        ); // $7 … $10
    }

    /// <summary>What sensors' samples from a time on are flagged for.</summary>
    public static NpgsqlBatchCommand Doubts(IReadOnlyList<SensorSeries> sensors, DateTimeOffset from)
    {
        var doubted = sensors
            .SelectMany(sensor =>
                sensor
                    .Samples.Where(sample => sample.At >= from && sample.Doubts != 0)
                    .Select(sample => (sensor.SensorId, sample))
            )
            .ToList();
        return Command(
            "store_flags",
            Of(sensors.Select(sensor => sensor.SensorId).ToArray()),
            At(from),
            Of(sensors.Select(sensor => sensor.Samples[^1].At.UtcDateTime).ToArray()),
            Of(doubted.Select(of => of.SensorId).ToArray()),
            Of(doubted.Select(of => of.sample.At.UtcDateTime).ToArray()),
            Of(doubted.Select(of => (short)of.sample.Doubts).ToArray())
        );
    }

    /// <summary>Tells the nodes of this city at once, and the webhooks through their outbox.</summary>
    public static NpgsqlBatchCommand Notify(PondingNews news) =>
        new(
            "select pg_notify('cityops_events', $1::text), webhook_post('ponding.' || $2::text, $3::text, $4::text, null, $1::text::jsonb)"
        )
        {
            Parameters =
            {
                Of(news.Json()),
                Of(news.What),
                Of(news.Section),
                new NpgsqlParameter
                {
                    Value = (object?)news.Town ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
                },
            },
        };

    private static PondingLevel Worst(DerivedEvent told) =>
        told.Rises.Keys.Where(level => level is not PondingLevel.PowerRisk).Max();

    private static NpgsqlBatchCommand Command(string query, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(Sql.Text($"queries/ponding/{query}"));
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter At(DateTimeOffset? instant) =>
        new()
        {
            Value = instant is { } at ? at.UtcDateTime : DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
        };
}
