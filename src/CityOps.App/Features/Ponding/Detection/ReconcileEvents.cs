namespace CityOps.App.Features.Ponding.Detection;

/// <summary>An event as it is stored, as far as its identity goes.</summary>
/// <param name="Recorded">The levels that its log of alerts has, whether they were announced or not.</param>
/// <param name="Announced">Those that were announced, and when the water had reached them.</param>
public sealed record StoredEvent(
    Guid Id,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    IReadOnlySet<PondingLevel> Recorded,
    IReadOnlyDictionary<PondingLevel, DateTimeOffset> Announced
);

/// <summary>A level that an event is found to have reached, for the first time.</summary>
/// <param name="Announce">Whether to publish it. False for what is over and for what was announced under another
/// event's id.</param>
public sealed record NewAlert(PondingLevel Level, Rise Rise, bool Announce);

/// <param name="IsNew">Not stored yet.</param>
/// <param name="Absorbs">Stored events that turn out to be part of this one.</param>
public sealed record EventChange(
    Guid Id,
    bool IsNew,
    DerivedEvent Event,
    IReadOnlyList<NewAlert> Alerts,
    IReadOnlyList<Guid> Absorbs
);

/// <param name="Withdrawn">Stored events that the samples no longer support.</param>
public sealed record EventChanges(IReadOnlyList<EventChange> Events, IReadOnlyList<Guid> Withdrawn);

/// <summary>
/// Reconciles the stored events with those derived from the samples. An event keeps its id while the two overlap in
/// time; each of its levels is recorded once, and announced at most once: when it holds now, or was reached moments
/// ago.
/// </summary>
public static class ReconcileEvents
{
    /// <param name="stored">The section's events in the span that was derived, by time.</param>
    /// <param name="derived">The events derived from the samples of that span, by time.</param>
    /// <param name="newId">Makes the id of a new event.</param>
    public static EventChanges Run(
        IReadOnlyList<StoredEvent> stored,
        IReadOnlyList<DerivedEvent> derived,
        DateTimeOffset asOf,
        Func<Guid> newId
    )
    {
        var taken = new HashSet<Guid>();
        var changes = new List<EventChange>();
        foreach (var told in derived)
        {
            var free = stored
                .Where(known => !taken.Contains(known.Id) && Overlap(known, told))
                .OrderBy(known => known.OpenedAt)
                .ToList();
            var before = stored.Where(known => taken.Contains(known.Id)).ToList();
            taken.UnionWith(free.Select(known => known.Id));
            var itself = free.FirstOrDefault();
            var alerts = told
                .Rises.Where(rise => itself is null || !itself.Recorded.Contains(rise.Key))
                .Select(rise => new NewAlert(
                    rise.Key,
                    rise.Value,
                    IsNews(told, rise.Key, rise.Value, asOf)
                        && !free.Exists(known => known.Announced.ContainsKey(rise.Key))
                        && !before.Exists(known =>
                            known.Announced.TryGetValue(rise.Key, out var reached) && reached >= told.OpenedAt
                        )
                ))
                .ToList();
            changes.Add(
                new(itself?.Id ?? newId(), itself is null, told, alerts, [.. free.Skip(1).Select(known => known.Id)])
            );
        }

        return new(changes, [.. stored.Where(known => !taken.Contains(known.Id)).Select(known => known.Id)]);
    }

    private static bool IsNews(DerivedEvent told, PondingLevel level, Rise rise, DateTimeOffset asOf) =>
        told.IsOpen && (told.IsHeld(level) || rise.At > asOf - PondingLimits.NewsFor);

    internal static bool Overlap(StoredEvent known, DerivedEvent told) =>
        !(known.ClosedAt < told.OpenedAt) && !(told.ClosedAt < known.OpenedAt);
}
