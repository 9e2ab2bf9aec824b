using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Routines;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Reports;

/// <summary>A report as a phone or a camera sends it.</summary>
/// <param name="Id">Made by the client; in the address over HTTP, here over MQTT.</param>
/// <param name="PatrolId">May name a patrol that has not arrived yet.</param>
/// <param name="Answers">The category's form, filled in: an object.</param>
/// <param name="Form">The form that was filled in, when it may no longer be the category's; the category's when left
/// out.</param>
/// <param name="FormVersion">The version that was filled in; the latest one when left out.</param>
/// <param name="Photos">The photos that belong to it, whether their bytes have come or not.</param>
/// <param name="Outcome">rectified_on_site, transferred, or nothing.</param>
/// <param name="Facility">A facility that is collected or corrected, rather than a problem that is reported.</param>
/// <param name="Check">It is a check of a routine, of the routine's category.</param>
/// <param name="SentAt">The device's clock at the moment of sending, by which a wrong clock shows. No part of the
/// content: a repeat says another one.</param>
public sealed record ReportBody(
    Guid? Id,
    string? Category,
    SentPosition? Position,
    DateTimeOffset? ObservedAt,
    Guid? PatrolId,
    string? Description,
    [property: JsonObject] JsonElement? Answers,
    IReadOnlyList<PhotoBody>? Photos,
    string? Outcome,
    string? Form = null,
    int? FormVersion = null,
    DateTimeOffset? SentAt = null,
    FoundFacility? Facility = null,
    SentCheck? Check = null
)
{
    internal const int MaxDescriptionLength = 4000;
    private static readonly string[] Outcomes = ["rectified_on_site", "transferred"];

    /// <summary>The checked and normalised content; what needs the database (category, town) is checked
    /// later.</summary>
    public Result<ReportContent> Checked()
    {
        if (InputText.Clean(Category) is not { } category)
        {
            return Problems.FieldMissing.Refuse("category is missing.", ("field", "category"));
        }

        if (Position is null)
        {
            return Problems.FieldMissing.Refuse("position is missing.", ("field", "position"));
        }

        var (position, badPosition) = Position.Check();
        if (position is null)
        {
            return badPosition!;
        }

        if (ObservedAt is not { } observedAt)
        {
            return Problems.FieldMissing.Refuse("observedAt is missing.", ("field", "observedAt"));
        }

        var description = InputText.Clean(Description);
        if (InputText.TooLong(description, MaxDescriptionLength, "description") is { } tooLong)
        {
            return tooLong;
        }

        var (answers, badAnswers) = ContentHash.ReadAnswers(Answers);
        if (answers is null)
        {
            return badAnswers!;
        }

        var (photos, badPhotos) = PhotoDeclaration.CheckAll(Photos);
        if (photos is null)
        {
            return badPhotos!;
        }

        FoundFacility? facility = null;
        if (Facility is not null)
        {
            (facility, var badFacility) = Facility.Check();
            if (badFacility is not null)
            {
                return badFacility;
            }
        }

        SentCheck? check = null;
        if (Check is not null)
        {
            (check, var badCheck) = Check.Check();
            if (check is null)
            {
                return badCheck!;
            }

            if (facility is not null || Outcome is not null)
            {
                return Problems.FieldInvalid.Refuse(
                    "A check neither collects a facility nor says what became of a problem.",
                    ("field", facility is null ? "outcome" : "facility")
                );
            }
        }

        if (facility is not null && Outcome is not null)
        {
            return Problems.FieldInvalid.Refuse(
                "outcome says what became of a problem; a facility that is collected is none.",
                ("field", "outcome")
            );
        }

        return Outcome is not null && !Outcomes.Contains(Outcome)
            ? Problems.OutcomeUnknown.Refuse(
                "outcome must be rectified_on_site, transferred or left out.",
                ("allowed", Outcomes)
            )
            : new ReportContent(
                category,
                position.Raw.Lon,
                position.Raw.Lat,
                position.CoordSystem,
                position.AccuracyMetres,
                InputTime.Stored(observedAt),
                PatrolId,
                description,
                answers,
                photos,
                Outcome,
                InputText.Clean(Form),
                FormVersion
            )
            {
                FixedAt = Position.FixedAt is { } fixedAt ? InputTime.Stored(fixedAt) : null,
                IsMock = Position.IsMock is true ? true : null,
                Facility = facility,
                Check = check,
            };
    }
}

/// <summary>A report's content, checked and normalised; also what its repeat is told by (see <see
/// cref="ContentHash"/>).</summary>
/// <param name="ObservedAt">As the device said it, which may be impossible (see <see cref="DeviceTime"/>).</param>
public sealed record ReportContent(
    string Category,
    double Lon,
    double Lat,
    string CoordSystem,
    float? AccuracyMetres,
    DateTimeOffset ObservedAt,
    Guid? PatrolId,
    string? Description,
    JsonObject Answers,
    IReadOnlyList<PhotoDeclaration> Photos,
    string? Outcome,
    string? Form,
    int? FormVersion
)
{
    // Left out when there is none, so that the hash of what was stored before there were these stays what it is.
    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public DateTimeOffset? FixedAt { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public bool? IsMock { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public FoundFacility? Facility { get; init; }

    [System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull
    )]
    public SentCheck? Check { get; init; }

    /// <summary>
    /// What was counted on an inspection (its form) and what is collected of a facility are no problems, and open no
    /// case.
    /// </summary>
    public bool IsProblem(string categoryKind, string? categoryForm) =>
        Facility is null && Check is null && !(categoryKind == CategoryKinds.Inspection && categoryForm is not null);

    /// <summary>Follows from the raw position, so it is not hashed: a better conversion makes no new content.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public KnownPosition Position
    {
        get
        {
            var raw = new LonLat(Lon, Lat);
            return new(raw, CoordSystem, AccuracyMetres, CoordSystems.ToWgs84(raw, CoordSystem)!.Value);
        }
    }
}
