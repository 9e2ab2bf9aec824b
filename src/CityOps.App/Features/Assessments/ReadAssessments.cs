using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Statistics;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <param name="State">declared or verified, once its bytes are there.</param>
public sealed record AssessmentPhoto(string Sha256, string State);

/// <summary>A finding with what it costs by the standard of the day it was recorded.</summary>
/// <param name="Component">Of the index; towns alone.</param>
/// <param name="Position">WGS84.</param>
/// <param name="Approval">none where no second person is needed, else proposed, approved or refused; what is proposed
/// or refused counts for nothing.</param>
public sealed record AssessmentView(
    Guid Id,
    string Item,
    string ItemName,
    string Subject,
    string Unit,
    string? Town,
    string? TownName,
    string? Contractor,
    string? ContractorName,
    DateOnly FoundOn,
    int Times,
    decimal Points,
    decimal FeeYuan,
    Guid? Report,
    Guid? Case,
    string? CaseNumber,
    string? Note,
    DateTimeOffset RecordedAt,
    string? RecordedBy,
    DateTimeOffset? WithdrawnAt,
    string? WithdrawnBecause,
    LonLat? Position,
    string? Component,
    IReadOnlyList<AssessmentPhoto> Photos,
    string Approval,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? DecisionNote
)
{
    /// <summary>Its corrections and its withdrawal, the first one first; told of one finding, empty in lists.</summary>
    public IReadOnlyList<ChangeEntry> Changes { get; init; } = [];
}

/// <summary>What a list of findings is narrowed to; null takes all.</summary>
public sealed record AssessmentFilter
{
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>town or contractor.</summary>
    public string? Subject { get; init; }

    public string? Town { get; init; }

    public string? Contractor { get; init; }

    public string? Item { get; init; }

    /// <summary>Only those that were taken back, or only those that were not.</summary>
    public bool? Withdrawn { get; init; }

    /// <summary>none, proposed, approved or refused.</summary>
    public string? Approval { get; init; }

    public string? Cursor { get; init; }

    public int? Limit { get; init; }
}

/// <summary>What a town or a contractor has left of its points in a month, or in other days.</summary>
/// <param name="Rank">Within its subject; 1 is the best, equal scores share a place.</param>
/// <param name="Components">By the index's components, what is left of each; empty for contractors.</param>
public sealed record AssessmentScore(
    string Subject,
    string Code,
    string Name,
    int Findings,
    decimal PointsLost,
    decimal FeeYuan,
    decimal Score,
    int Rank,
    IReadOnlyDictionary<string, decimal> Components
);

/// <summary>Findings, one or many, and the scores that they leave.</summary>
internal static class ReadAssessments
{
    /// <param name="caller">Who has to see it; null for whoever has just recorded it.</param>
    public static async Task<AssessmentView?> OneAsync(
        NpgsqlDataSource database,
        Guid id,
        Caller? caller,
        CancellationToken ct
    ) => (await ManyAsync(database, id, new(), caller, null, 1, ct)).SingleOrDefault();

    /// <summary>The contractor whose findings alone the caller sees; null: those against all.</summary>
    private static string? VisibleContractor(Caller? caller) =>
        caller?.MayForAll("assessments.read") != false ? null : caller.OrganisationCode;

    public static async Task<IResult> ListAsync(
        [AsParameters] AssessmentFilter filter,
        Caller caller,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var (town, contractor) = (caller.VisibleTown, VisibleContractor(caller));
        if (
            (filter.Town ?? town) != (town ?? filter.Town)
            || (filter.Contractor ?? contractor) != (contractor ?? filter.Contractor)
        )
        {
            return Problems.OutsideYourArea.With("Your account sees its own findings alone.");
        }

        if (filter is { From: { } from, To: { } to } && from > to)
        {
            return Problems.PeriodReversed.With($"from {from:yyyy-MM-dd} is after to {to:yyyy-MM-dd}.");
        }

        (DateOnly Day, Guid Id)? after = null;
        if (filter.Cursor is not null)
        {
            if (!DayCursor.TryRead(filter.Cursor, out var day, out var id))
            {
                return Problems.InvalidCursor.With();
            }

            after = (day, id);
        }

        var size = Cursor.Size(filter.Limit);
        var rows = await ManyAsync(database, null, filter, caller, after, size + 1, ct);
        return TypedResults.Ok(Page.Of(rows, size, row => DayCursor.Key(row.FoundOn, row.Id)));
    }

    public static async Task<IResult> ScoresAsync(
        NpgsqlDataSource database,
        CancellationToken ct,
        string? month = null,
        DateOnly? from = null,
        DateOnly? to = null
    )
    {
        var (period, refusal) = PeriodOf(month, from, to);
        if (period is null)
        {
            return refusal!.Answer();
        }

        await using var command = database
            .CreateCommand(Sql.Text("queries/assessments/scores"))
            .With("first", period.From)
            .With("last", period.To);
        var scores = await command.ListAsync<AssessmentScore>(ct);
        return TypedResults.Ok(new Page<AssessmentScore>(scores, null));
    }

    /// <summary>A month, or any days from one to another: quarters, half-years, a campaign.</summary>
    private static Result<Period> PeriodOf(string? month, DateOnly? from, DateOnly? to)
    {
        if (month is not null && from is null && to is null)
        {
            return DateOnly.TryParseExact(
                month,
                "yyyy-MM",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var first
            )
                ? Period.OfMonth(first)
                : Problems.FieldInvalid.Refuse(
                    $"A month is written as 2023-12, not {InputText.Clean(month)}.",
                    ("field", "month")
                );
        }

        return month is null && from is { } day && to is { } last && day <= last
            ? new Period(day, last)
            : Problems.FieldInvalid.Refuse(
                "The scores are of a month, or of the days from a day to a later one.",
                ("field", month is null ? "from" : "month")
            );
    }

    private static async Task<List<AssessmentView>> ManyAsync(
        NpgsqlDataSource database,
        Guid? id,
        AssessmentFilter filter,
        Caller? caller,
        (DateOnly Day, Guid Id)? after,
        int size,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/assessments/assessment"))
            .With("id", id)
            .With("first", filter.From)
            .With("last", filter.To)
            .With("subject", filter.Subject)
            .With("town", filter.Town)
            .With("contractor", filter.Contractor)
            .With("visible_town", caller?.VisibleTown)
            .With("visible_contractor", VisibleContractor(caller))
            .With("item", filter.Item)
            .With("withdrawn", filter.Withdrawn)
            .With("approval", filter.Approval)
            .With("after_day", after?.Day)
            .With("after_id", after?.Id)
            .With("size", size);
        return (await command.ListAsync<AssessmentView>(ct)).ConvertAll(view =>
            view with
            {
                RecordedAt = CityTime.Local(view.RecordedAt),
                WithdrawnAt = view.WithdrawnAt is { } at ? CityTime.Local(at) : null,
                DecidedAt = view.DecidedAt is { } decided ? CityTime.Local(decided) : null,
            }
        );
    }
}
