using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>What a list of feedback is narrowed to. Lists of values are separated by commas.</summary>
public sealed class FeedbackFilter
{
    private static readonly string[] AllFlags =
    [
        "any",
        .. FeedbackDoubt.All,
        "time_skew",
        "far_from_toilet",
        "far_from_facility",
    ];
    private static readonly string[] AllStars = ["1", "2", "3", "4", "5"];

    /// <summary>A facility's code.</summary>
    [FromQuery(Name = "facility")]
    public string? Facility { get; init; }

    /// <summary>The facility's.</summary>
    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    /// <summary>Who looks after the facility.</summary>
    [FromQuery(Name = "org")]
    public string? Organisation { get; init; }

    /// <summary>From 1 to 5.</summary>
    [FromQuery(Name = "stars")]
    public string? Stars { get; init; }

    /// <summary>A doubt that it was received with, or that came later; any: at least one.</summary>
    [FromQuery(Name = "flag")]
    public string? Flag { get; init; }

    /// <summary>The first day that it was received on, Asia/Shanghai.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>The last day, Asia/Shanghai.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    /// <summary>True: only those that opened or joined a case; false: only the others.</summary>
    [FromQuery(Name = "case")]
    public bool? HasCase { get; init; }

    internal async Task<Refusal?> CheckAsync(CityOpsDb db, CancellationToken ct) =>
        KnownValues.Refuse("stars", InputText.List(Stars), AllStars)
        ?? KnownValues.Refuse("flag", InputText.List(Flag), AllFlags)
        ?? await KnownTowns.RefuseAsync(db, InputText.List(Town), ct)
        ?? await KnownOrganisations.RefuseAsync(db, InputText.List(Organisation), ct);

    internal IQueryable<Facility> Narrow(IQueryable<Facility> facilities)
    {
        if (InputText.Clean(Facility) is { } code)
        {
            facilities = facilities.Where(f => f.Code == code);
        }

        if (InputText.List(Town) is { } towns)
        {
            facilities = facilities.Where(f => towns.Contains(f.TownCode));
        }

        return InputText.List(Organisation) is { } organisations
            ? facilities.Where(f => organisations.Contains(f.OrganisationCode))
            : facilities;
    }

    internal IQueryable<Feedback> Narrow(IQueryable<Feedback> feedback)
    {
        if (InputText.List(Stars) is { } asked)
        {
            short[] stars = [.. asked.Select(one => (short)(one[0] - '0'))];
            feedback = feedback.Where(f => stars.Contains(f.Stars));
        }

        if (InputText.List(Flag) is { } flags)
        {
            feedback = flags.Contains("any")
                ? feedback.Where(f => f.Flags.Length > 0)
                : feedback.Where(f => f.Flags.Any(flag => flags.Contains(flag)));
        }

        if (From is { } from)
        {
            var start = CityTime.Start(from);
            feedback = feedback.Where(f => f.ReceivedAt >= start);
        }

        if (To is { } to && to < DateOnly.MaxValue)
        {
            var end = CityTime.Start(to.AddDays(1));
            feedback = feedback.Where(f => f.ReceivedAt < end);
        }

        return HasCase is { } hasCase ? feedback.Where(f => (f.CaseId != null) == hasCase) : feedback;
    }
}

/// <summary>A feedback in the list of all.</summary>
/// <param name="Facility">Its code.</param>
/// <param name="Photos">How many were declared.</param>
/// <param name="Case">The case that it opened or joined; null for praise.</param>
public sealed record FeedbackEntry(
    Guid Id,
    string Facility,
    string FacilityName,
    string? Organisation,
    string? Town,
    string KindName,
    string KindNameEn,
    int Stars,
    string? Words,
    int Photos,
    IReadOnlyList<string> Flags,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? WithdrawnAt,
    FeedbackCase? Case
);

/// <summary>Lists what citizens said of all the facilities that the caller looks after, newest first.</summary>
internal static class ListAllFeedback
{
    public static async Task<Result<Page<FeedbackEntry>>> RunAsync(
        CityOpsDb db,
        FeedbackFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        CancellationToken ct
    )
    {
        if (await filter.CheckAsync(db, ct) is { } refusal)
        {
            return refusal;
        }

        var feedback = Wanted(db, filter, caller);
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            feedback = feedback.Where(f =>
                EF.Functions.LessThan(ValueTuple.Create(f.ReceivedAt, f.Id), ValueTuple.Create(at, id))
            );
        }

        var size = Cursor.Size(limit);
        var rows = await Entries(
                db,
                feedback.OrderByDescending(f => f.ReceivedAt).ThenByDescending(f => f.Id).Take(size + 1)
            )
            .ToListAsync(ct);
        return Page.Of([.. rows.Select(InCityTime)], size, f => TimeCursor.Key(f.ReceivedAt, f.Id));
    }

    internal static IQueryable<Feedback> Wanted(CityOpsDb db, FeedbackFilter filter, Caller caller)
    {
        var held = filter.Narrow(VisibleFacilities.HeldBy(db, caller));
        return filter.Narrow(db.Feedback).Where(f => held.Any(facility => facility.Id == f.FacilityId));
    }

    /// <summary>Newest first.</summary>
    internal static IQueryable<FeedbackEntry> Entries(CityOpsDb db, IQueryable<Feedback> feedback) =>
        from f in feedback
        join kind in db.FeedbackKinds
            on new { f.FacilityType, f.Kind } equals new { kind.FacilityType, Kind = kind.Code }
        join facility in db.Facilities on f.FacilityId equals facility.Id
        orderby f.ReceivedAt descending, f.Id descending
        select new FeedbackEntry(
            f.Id,
            facility.Code,
            facility.Name,
            facility.OrganisationCode,
            facility.TownCode,
            kind.Name,
            kind.NameEn,
            f.Stars,
            f.Words,
            db.Set<Attachment>().Count(a => a.SubjectId == f.Id),
            f.Flags,
            f.ReceivedAt,
            f.WithdrawnAt,
            db.Set<Case>()
                .Where(c => c.Id == f.CaseId)
                .Select(c => new FeedbackCase(c.Id, c.Number, c.Status))
                .SingleOrDefault()
        );

    internal static FeedbackEntry InCityTime(FeedbackEntry entry) =>
        entry with
        {
            ReceivedAt = CityTime.Local(entry.ReceivedAt),
            WithdrawnAt = entry.WithdrawnAt is { } at ? CityTime.Local(at) : null,
        };
}
