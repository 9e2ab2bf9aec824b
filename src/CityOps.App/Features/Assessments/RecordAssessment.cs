using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <summary>A finding as it is sent; its id is in the address.</summary>
/// <param name="Item">Of the deduction standard.</param>
/// <param name="Town">Whose, for an item of towns.</param>
/// <param name="Contractor">Whose, for an item of contractors.</param>
/// <param name="Times">1 when left out.</param>
/// <param name="Report">The field record that shows it, where there is one.</param>
/// <param name="Case">Likewise.</param>
/// <param name="Photos">As declared; their bytes come by /api/v1/uploads.</param>
public sealed record AssessmentBody(
    string? Item,
    string? Town,
    string? Contractor,
    DateOnly? FoundOn,
    int? Times,
    Guid? Report,
    Guid? Case,
    string? Note,
    SentPosition? Position = null,
    IReadOnlyList<PhotoBody>? Photos = null
);

/// <summary>Records findings against towns and contractors.</summary>
public static class RecordAssessment
{
    /// <returns>The finding, and whether it is new.</returns>
    public static async Task<Result<(AssessmentView View, bool IsNew)>> RunAsync(
        CityOpsDb db,
        NpgsqlDataSource database,
        AssessmentOptions options,
        Guid id,
        AssessmentBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (item, refusal) = await CheckAsync(database, body, caller, now, ct);
        if (item is null)
        {
            return refusal!;
        }

        var (photos, badPhoto) = PhotoDeclaration.CheckAll(body.Photos);
        if (photos is null)
        {
            return badPhoto!;
        }

        if (body.Contractor is not null && body.Report is null && body.Case is null && photos.Count == 0)
        {
            return Problems.EvidenceMissing.Refuse();
        }

        var (place, badPosition) = body.Position is null ? default : body.Position.Check();
        if (badPosition is not null)
        {
            return badPosition;
        }

        try
        {
            var isNew = await StoreAsync(database, options, id, body, place, photos, caller, now, ct) > 0;
            var view = (await ReadAssessments.OneAsync(database, id, null, ct))!;
            return isNew || IsSame(await FirstAsync(db, view, ct), body, place, photos)
                ? (view, isNew)
                : Problems.Conflict.Refuse($"{id} is another finding already.");
        }
        catch (PostgresException unknown) when (unknown.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            var field = unknown.ConstraintName!.Split('_')[1]; // assessment_town_exists
            return Problems.FieldInvalid.Refuse(
                $"There is no {field} of the id that the finding names.",
                ("field", field)
            );
        }
    }

    /// <summary>The item that the finding is of, or what cannot be right about it.</summary>
    internal static async Task<Result<StandardItem>> CheckAsync(
        NpgsqlDataSource database,
        AssessmentBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (body.Item is null || body.FoundOn is not { } foundOn)
        {
            return Problems.FieldMissing.Refuse(
                "item and foundOn are needed.",
                ("field", body.Item is null ? "item" : "foundOn")
            );
        }

        var items = (await Standard.ReadAsync(database, ct)).Items.Where(item => item.IsInUse).ToList();
        if (items.FirstOrDefault(item => item.Code == body.Item) is not { } item)
        {
            return Problems.FieldInvalid.Refuse(
                $"{InputText.Clean(body.Item)} is no item of the standard in use.",
                ("field", "item"),
                ("allowed", items.Select(one => one.Code))
            );
        }

        if (item.Subject == "town" ? body.Town is null || body.Contractor is not null : body.Contractor is null)
        {
            return Problems.FieldInvalid.Refuse(
                $"{item.Code} is held against a {item.Subject}, which has to be named.",
                ("field", item.Subject)
            );
        }

        if (
            foundOn > CityTime.Day(now)
            || foundOn.Year < 2000
            || body.Times is < 1 or > 1000
            || InputText.TooLong(body.Note, 4000, "note") is not null
        )
        {
            return Problems.FieldInvalid.Refuse(
                "foundOn is a day up to today, times 1 to 1000, the note at most 4000 characters.",
                ("field", "foundOn")
            );
        }

        if (caller.VisibleTown is { } own && body.Town != own)
        {
            return Problems.OutsideYourArea.Refuse("Your account records findings in its own town alone.");
        }

        return
            body.Contractor is { } contractor
            && await WhyNotAgainstAsync(database, contractor, caller, ct) is { } refusal
            ? refusal
            : item;
    }

    private sealed record Contractor(string? Centre);

    /// <summary>A contractor answers to the centre that it works for, and to those who see all of the city.</summary>
    private static async Task<Refusal?> WhyNotAgainstAsync(
        NpgsqlDataSource database,
        string code,
        Caller caller,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand("select parent_code as centre from organisation where code = @code and kind = 'contractor'")
            .With("code", code);
        return await command.FindAsync<Contractor>(ct) switch
        {
            null => Problems.FieldInvalid.Refuse(
                $"{InputText.Clean(code)} is no contractor (管养单位).",
                ("field", "contractor")
            ),
            var known when caller.VisibleOrganisation is { } own && own != known.Centre =>
                Problems.OutsideYourArea.Refuse($"{InputText.Clean(code)} does not work for your organisation."),
            _ => null,
        };
    }

    private static async Task<long> StoreAsync(
        NpgsqlDataSource database,
        AssessmentOptions options,
        Guid id,
        AssessmentBody body,
        KnownPosition? place,
        IReadOnlyList<PhotoDeclaration> photos,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/assessments/put_assessment"))
            .With("id", id)
            .With("item", body.Item)
            .With("town", body.Town)
            .With("contractor", body.Contractor)
            .With("found_on", body.FoundOn)
            .With("times", body.Times ?? 1)
            .With("report", body.Report)
            .With("case", body.Case)
            .With("note", InputText.Clean(body.Note))
            .With("by", caller.AccountId)
            .With("now", now)
            .With("limit", options.SecondPersonAboveYuan)
            .With("lon", place?.Wgs84.Lon)
            .With("lat", place?.Wgs84.Lat)
            .With("raw_lon", place?.Raw.Lon)
            .With("raw_lat", place?.Raw.Lat)
            .With("coord_system", place?.CoordSystem)
            .With("photos", photos.Select(photo => Convert.FromHexString(photo.Sha256)).ToArray())
            .With("photo_bytes", photos.Select(photo => photo.Bytes).ToArray())
            .With("photo_types", photos.Select(photo => photo.Type).ToArray());
        return await command.SingleAsync<long>(ct);
    }

    // As sql/functions/record_change.sql keeps it.
    private sealed record FirstVersion(
        string Item,
        string? Town,
        string? Contractor,
        DateOnly FoundOn,
        int Times,
        string? Note
    );

    // What was sent at first is still its repeat after a correction.
    private static async Task<AssessmentView> FirstAsync(CityOpsDb db, AssessmentView view, CancellationToken ct) =>
        await ChangeRecord.FirstVersionAsync(db, CorrectAssessment.Subject, view.Id, ct) is { } before
        && before.Deserialize<FirstVersion>(JsonSerializerOptions.Web) is { } first
            ? view with
            {
                Item = first.Item,
                Town = first.Town,
                Contractor = first.Contractor,
                FoundOn = first.FoundOn,
                Times = first.Times,
                Note = first.Note,
            }
            : view;

    private static bool IsSame(
        AssessmentView view,
        AssessmentBody body,
        KnownPosition? place,
        IReadOnlyList<PhotoDeclaration> photos
    ) =>
        (
            view.Item,
            view.Town,
            view.Contractor,
            view.FoundOn,
            view.Times,
            view.Report,
            view.Case,
            view.Note,
            view.Position
        )
            == (
                body.Item,
                body.Town,
                body.Contractor,
                body.FoundOn,
                body.Times ?? 1,
                body.Report,
                body.Case,
                InputText.Clean(body.Note),
                place?.Wgs84
            )
        && view.Photos.Select(photo => photo.Sha256).SequenceEqual(photos.Select(photo => photo.Sha256));
}
