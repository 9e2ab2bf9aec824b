using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>A section's state after its evaluation.</summary>
/// <param name="Open">Its open event, if it has one.</param>
/// <param name="ClosedUntil">When its last closed event was closed, as far as it was evaluated.</param>
/// <param name="IsPast">Nobody is told of the open event: all that is known of it was filled in afterwards.</param>
internal sealed record SectionStanding(string Code, DerivedEvent? Open, DateTimeOffset? ClosedUntil, bool IsPast);

/// <summary>
/// Derives sections' events from their readings and stores the result, in one transaction that locks the sections. Any
/// node may do it at any time and as often as it likes: the result depends on the stored readings alone, an alert is
/// unique by its key, and what is new is decided under the lock.
/// </summary>
internal static class EvaluateSections
{
    /// <inheritdoc cref="LoadSections.RunAsync"/>
    public static async Task<IReadOnlyList<SectionStanding>> RunAsync(
        NpgsqlDataSource database,
        IReadOnlyDictionary<string, DateTimeOffset> changedFrom,
        TimeSpan backfillAfter,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var sections = await LoadSections.RunAsync(connection, changedFrom, backfillAfter, now, ct);
        await using var writes = new NpgsqlBatch(connection);
        var standings = sections.Select(section => Evaluate(section, writes, now)).ToList();
        if (writes.BatchCommands.Count > 0)
        {
            await writes.PrepareAsync(ct);
            await writes.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return standings;
    }

    private static SectionStanding Evaluate(SectionFacts section, NpgsqlBatch writes, DateTimeOffset now)
    {
        var stored = section.Known.Select(known => known.Stored).ToList();
        var derived = DeriveEvents
            .Run(section.Sensors, section.Rules, section.AsOf)
            .Where(told =>
                !(told.ClosedAt < section.EventsFrom) || stored.Exists(known => ReconcileEvents.Overlap(known, told))
            )
            .ToList();
        var changes = ReconcileEvents.Run(stored, derived, section.AsOf, () => Guid.CreateVersion7(now));
        var wasAtLamps = section.Known.Any(known => known.AtPowerRisk && known.Stored.ClosedAt is null);
        var news = new List<PondingNews>();
        foreach (var id in changes.Withdrawn)
        {
            writes.BatchCommands.Add(StoreEvents.Drop(id, null, now));
            news.Add(PondingNews.Withdrawn(section, id, now));
        }

        foreach (var change in changes.Events)
        {
            foreach (var absorbed in change.Absorbs)
            {
                writes.BatchCommands.Add(StoreEvents.Drop(absorbed, change.Id, now));
            }

            var known = section.Known.SingleOrDefault(known => known.Stored.Id == change.Id);
            var isPast = section.IsPast && change.Event.IsOpen;
            writes.BatchCommands.Add(StoreEvents.Event(section.Code, change, isPast, now));
            writes.BatchCommands.Add(StoreEvents.Days(change));
            if (isPast)
            {
                continue; // its levels count as not reached yet, so that they are news once a reading of now goes on
            }

            writes.BatchCommands.Add(StoreEvents.Alerts(change, now));
            if (change.Event is { IsOpen: true, Witnesses.Count: > 0 })
            {
                writes.BatchCommands.Add(StoreEvents.Alarm(section.Code, change, isBack: !wasAtLamps, now));
            }

            if (known is not { IsPast: true } || change.Event.IsOpen)
            {
                news.AddRange(PondingNews.Of(section, change, known, now));
            }
        }

        if (section.Sensors.Count > 0)
        {
            writes.BatchCommands.Add(StoreEvents.Doubts(section.Sensors, section.EventsFrom + LookBack));
        }

        foreach (var told in news)
        {
            writes.BatchCommands.Add(StoreEvents.Notify(told));
        }

        return new(
            section.Code,
            derived.SingleOrDefault(told => told.IsOpen),
            derived.Max(told => told.ClosedAt),
            section.IsPast
        );
    }

    /// <summary>events_from in sql/functions/ponding_scope.sql lies this long before the first reading that
    /// changed.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);
}
