using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>The writes of an evaluation, as commands of one batch.</summary>
internal static class StoreEvents
{
    public static NpgsqlBatchCommand Event(string section, EventChange change, bool isPast, DateTimeOffset now)
    {
        var told = change.Event;
        return Command("store_event")
            .With("id", change.Id)
            .With("section", section)
            .With("opened_at", told.OpenedAt)
            .With("ended_at", told.EndedAt)
            .With("closed_at", told.ClosedAt)
            .With("level", (short)told.Level)
            .With("worst_level", (short)Worst(told))
            .With("at_power_risk", told.AtPowerRisk)
            .With("power_risk_ended_at", told.PowerRiskEndedAt)
            .With("peak_mm", told.Peak.DepthMm)
            .With("peak_at", told.Peak.At)
            .With("peak_sensor", told.Peak.SensorId)
            .With("last_mm", told.Last.DepthMm)
            .With("last_at", told.Last.At)
            .With("minutes_blue", told.MinutesAt(PondingLevel.Blue))
            .With("minutes_yellow", told.MinutesAt(PondingLevel.Yellow))
            .With("minutes_orange", told.MinutesAt(PondingLevel.Orange))
            .With("minutes_red", told.MinutesAt(PondingLevel.Red))
            .With("minutes_power_risk", told.PowerRiskMinutes)
            .With("now", now)
            .With("is_past", isPast);
    }

    /// <summary>The event's minutes, day by day.</summary>
    public static NpgsqlBatchCommand Days(EventChange change)
    {
        var days = change.Event.Days;
        return Command("store_event_days")
            .With("event", change.Id)
            .With("days", days.Select(day => day.Day).ToArray())
            .With("blue", Minutes(PondingLevel.Blue))
            .With("yellow", Minutes(PondingLevel.Yellow))
            .With("orange", Minutes(PondingLevel.Orange))
            .With("red", Minutes(PondingLevel.Red))
            .With("power_risk", days.Select(day => day.PowerRiskMinutes).ToArray());

        double[] Minutes(PondingLevel colour) => [.. days.Select(day => day.MinutesAt(colour))];
    }

    public static NpgsqlBatchCommand Alerts(EventChange change, DateTimeOffset now)
    {
        var rises = change.Event.Rises.ToList();
        var announced = change.Alerts.Where(alert => alert.Announce).Select(alert => alert.Level).ToHashSet();
        return Command("store_alerts")
            .With("event", change.Id)
            .With("levels", rises.Select(rise => (short)rise.Key).ToArray())
            .With("reached_at", rises.Select(rise => rise.Value.At).ToArray())
            .With("depth_mm", rises.Select(rise => rise.Value.DepthMm).ToArray())
            .With("sensors", rises.Select(rise => rise.Value.SensorId).ToArray())
            .With("announced", rises.Select(rise => announced.Contains(rise.Key)).ToArray())
            .With("now", now);
    }

    public static NpgsqlBatchCommand Drop(Guid id, Guid? mergedInto, DateTimeOffset now) =>
        Command("drop_event").With("id", id).With("merged_into", mergedInto).With("now", now);

    /// <param name="isBack">When the section was last evaluated, the water was not at its lamps.</param>
    public static NpgsqlBatchCommand Alarm(string section, EventChange change, bool isBack, DateTimeOffset now)
    {
        var rise = change.Event.Rises.GetValueOrDefault(PondingLevel.PowerRisk, change.Event.Last);
        return Command("raise_alarm")
            .With("id", Guid.CreateVersion7(now))
            .With("event", change.Id)
            .With("section", section)
            .With("reached_at", rise.At)
            .With("depth_mm", change.Event.Last.DepthMm)
            .With("now", now)
            .With("witnesses", change.Event.Witnesses.ToArray())
            .With("lamps_at", change.Event.AtLampsLast)
            .With("at_lamps", change.Event.AtPowerRisk)
            .With("is_back", isBack);
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
        return Command("store_flags")
            .With("judged", sensors.Select(sensor => sensor.SensorId).ToArray())
            .With("from", from)
            .With("until", sensors.Select(sensor => sensor.Samples[^1].At).ToArray())
            .With("sensors", doubted.Select(of => of.SensorId).ToArray())
            .With("observed_at", doubted.Select(of => of.sample.At).ToArray())
            .With("flags", doubted.Select(of => (short)of.sample.Doubts).ToArray());
    }

    /// <summary>Tells the nodes of this city at once, and webhooks and channels through their outboxes.</summary>
    public static NpgsqlBatchCommand Notify(PondingNews news) => new NpgsqlBatchCommand(
            """
            select pg_notify('cityops_events', @news),
              webhook_post('ponding.' || @what, @section, @town, null, @news::jsonb),
              channel_post_ponding(@news::jsonb)
            """
        ).With("news", news.Json()).With("what", news.What).With("section", news.Section).With("town", news.Town);

    private static PondingLevel Worst(DerivedEvent told) =>
        told.Rises.Keys.Where(level => level is not PondingLevel.PowerRisk).Max();

    private static NpgsqlBatchCommand Command(string query) => new(Sql.Text($"queries/ponding/{query}"));
}
