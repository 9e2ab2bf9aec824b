using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Photos;
using CityOps.App.Geo;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>A report behind a case, with what whoever judges it has to know.</summary>
/// <param name="Officer">The reporter's name; null for a gateway's.</param>
/// <param name="Position">WGS84, as this report has it.</param>
/// <param name="DeviceObservedAt">What the device said, where that cannot be right.</param>
/// <param name="FlagReasons">By flag, an object that says what was seen.</param>
/// <param name="Answers">In the form's order, with the words that were asked; what the form does not know comes
/// last.</param>
/// <param name="Patrol">The patrol that it names; null when it names none.</param>
public sealed record CaseSource(
    Guid Report,
    string Source,
    string? Officer,
    string? Gateway,
    LonLat Position,
    float? AccuracyMetres,
    DateTimeOffset ObservedAt,
    DateTimeOffset? DeviceObservedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset ReceivedAt,
    string? Description,
    IReadOnlyList<string> Flags,
    [property: JsonObject] JsonElement FlagReasons,
    string? Form,
    int? FormVersion,
    IReadOnlyList<FilledAnswer> Answers,
    IReadOnlyList<PhotoReceipt> Photos,
    SourcePatrol? Patrol
);

/// <param name="Kind">The field's kind; null for an answer that no form asked for.</param>
/// <param name="Choices">The words of the choices that were made.</param>
public sealed record FilledAnswer(
    string Field,
    Label? Label,
    string? Kind,
    string? Unit,
    JsonElement Value,
    IReadOnlyList<Label>? Choices
);

/// <param name="Officer">Who started it; null, as are the others, while it has not arrived.</param>
public sealed record SourcePatrol(
    Guid Id,
    bool Arrived,
    string? Kind,
    string? Officer,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt
);

/// <summary>Reads the reports behind a case, its own and those of the cases that were merged into it, the first seen
/// first; any slice may ask so for a report, who may see it is the caller's to decide.</summary>
internal static class ReadSources
{
    public static async Task<IReadOnlyList<CaseSource>> RunAsync(
        CityOpsDb db,
        UploadFiles uploads,
        IReadOnlyList<Guid> sources,
        CancellationToken ct
    )
    {
        // Joins: EF Core numbers the rows of a whole table for a record of it that is asked for as one.
        var reports = await (
            from r in db.Set<ReportView>().AsNoTracking()
            where sources.Contains(r.Id)
            join form in db.FormVersions
                on new { Code = r.FormCode, Version = r.FormVersion } equals new
                {
                    Code = (string?)form.FormCode,
                    Version = (int?)form.Version,
                }
                into forms
            from form in forms.DefaultIfEmpty()
            join patrol in db.Set<PatrolView>() on r.PatrolId equals (Guid?)patrol.Id into patrols
            from patrol in patrols.DefaultIfEmpty()
            orderby r.ObservedAt, r.Id
            select new
            {
                Report = r,
                Officer = db.Set<Account>().Where(a => a.Id == r.OfficerId).Select(a => a.Name).SingleOrDefault(),
                Form = form,
                Patrol = patrol,
                PatrolOfficer = db.Set<Account>()
                    .Where(a => a.Id == patrol!.OfficerId)
                    .Select(a => a.Name)
                    .SingleOrDefault(),
            }
        )
            .Prepared()
            .ToListAsync(ct);
        var answered = new List<CaseSource>(reports.Count);
        foreach (var row in reports)
        {
            var r = row.Report;
            answered.Add(
                new(
                    r.Id,
                    r.Source,
                    row.Officer,
                    r.GatewayId,
                    LonLat.Of(r.Position),
                    r.AccuracyMetres,
                    CityTime.Local(r.ObservedAt),
                    Local(r.DeviceObservedAt),
                    Local(r.SentAt),
                    CityTime.Local(r.ReceivedAt),
                    r.Description,
                    r.Flags,
                    r.FlagReasons.RootElement,
                    r.FormCode,
                    r.FormVersion,
                    [.. Filled(row.Form?.Fields ?? [], r.Answers.RootElement)],
                    await ReadPhotos.OfAsync(db, uploads, [r.Id], ct),
                    r.PatrolId is not { } patrol
                        ? null
                        : new(
                            patrol,
                            row.Patrol is not null,
                            row.Patrol?.Kind,
                            row.PatrolOfficer,
                            Local(row.Patrol?.StartedAt),
                            Local(row.Patrol?.EndedAt)
                        )
                )
            );
        }

        return answered;
    }

    private static IEnumerable<FilledAnswer> Filled(IReadOnlyList<FormField> fields, JsonElement answers)
    {
        foreach (var field in fields)
        {
            if (answers.TryGetProperty(field.Code, out var value))
            {
                yield return new(field.Code, field.Label, field.Kind, field.Unit, value, Chosen(field, value));
            }
        }

        foreach (var other in answers.EnumerateObject().Where(answer => fields.All(field => field.Code != answer.Name)))
        {
            yield return new(other.Name, null, null, null, other.Value, null);
        }
    }

    private static IReadOnlyList<Label>? Chosen(FormField field, JsonElement value)
    {
        if (field.Choices is null)
        {
            return null;
        }

        var codes = (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1))
            .Where(code => code.ValueKind == JsonValueKind.String)
            .Select(code => code.GetString())
            .ToHashSet();
        return [.. field.Choices.Where(choice => codes.Contains(choice.Code)).Select(choice => choice.Label)];
    }

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
