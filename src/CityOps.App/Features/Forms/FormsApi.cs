using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Forms;

/// <summary>Forms: phones read what is published, administrators write drafts, try them and publish.</summary>
public static class FormsApi
{
    public static void MapForms(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/forms").WithTags("forms");
        api.MapGet("", ListAsync)
            .Allow("forms.read")
            .Produces<Page<FormItem>>()
            .TaggedByContent()
            .WithSummary("All forms with their versions and the categories that name them; ?changedSince=");
        api.MapGet("/{code}", ReadAsync)
            .Refuses(Problems.FormNotFound)
            .Allow("forms.read")
            .Produces<FormAnswer>()
            .WithSummary(
                "The latest published version, or ?version=; a version never changes, so If-None-Match answers 304"
            );
        api.MapPut("/{code}", SaveAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.FormInvalid)
            .Allow("forms.change")
            .Produces<FormAnswer>(StatusCodes.Status201Created)
            .Produces<FormAnswer>()
            .WithSummary("Write the draft of the form's next version");
        api.MapGet("/{code}/draft", ReadDraftAsync)
            .Refuses(Problems.FormHasNoDraft)
            .Allow("forms.change")
            .Produces<FormAnswer>()
            .WithSummary("The draft");
        api.MapDelete("/{code}/draft", DiscardAsync)
            .Refuses(Problems.FormHasNoDraft)
            .Allow("forms.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Throw the draft away");
        api.MapPost("/{code}/publish", PublishAsync)
            .Refuses(Problems.FormInvalid, Problems.FormHasNoDraft, Problems.FormFieldInUse, Problems.FormInRoutine)
            .Allow("forms.change")
            .Produces<FormAnswer>()
            .WithSummary("Publish the draft: from now on phones get it, and it never changes");
        api.MapPost("/{code}/try", TryAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.FormNotFound,
                Problems.FormHasNoDraft,
                Problems.AnswerFacilityUnknown
            )
            .Refuses(Problems.OfAnswers)
            .Allow("forms.change")
            .Produces<TriedAnswers>()
            .WithSummary("Check answers against the draft, or a published ?version=, without storing anything");
    }

    /// <param name="Fields">See FormField.</param>
    public sealed record DraftBody(string? Name, string? NameEn, JsonElement? Fields);

    public sealed record TryBody(JsonElement? Answers);

    private static async Task<IResult> ListAsync(
        CityOpsDb db,
        CancellationToken ct,
        DateTimeOffset? changedSince = null,
        string? cursor = null,
        int? limit = null
    ) =>
        CodeCursor.TryRead(cursor, out var after)
            ? TypedResults.Ok(await ReadForm.ListAsync(db, changedSince, after, Cursor.Size(limit), ct))
            : Problems.InvalidCursor.With();

    private static async Task<IResult> ReadAsync(
        string code,
        HttpContext http,
        CityOpsDb db,
        CancellationToken ct,
        int? version = null
    )
    {
        if (await ReadForm.PublishedAsync(db, code, version, ct) is not { } found)
        {
            return Problems.FormNotFound.With(
                version is null
                    ? $"No version of form {code} is published."
                    : $"Form {code} was never published as version {version}."
            );
        }

        var tag = new EntityTagHeaderValue($"\"{found.FormCode}-{found.Version}\"");
        http.Response.GetTypedHeaders().ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Tag == "*")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(FormAnswer.Of(found));
    }

    private static async Task<IResult> ReadDraftAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await ReadForm.DraftAsync(db, code, ct) is { } draft
            ? TypedResults.Ok(FormAnswer.Of(draft))
            : Problems.FormHasNoDraft.With($"Form {code} has no draft; PUT one.");

    private static async Task<IResult> SaveAsync(
        string code,
        DraftBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (saved, refusal) = await SaveDraft.RunAsync(db, code, body, caller.AccountId, time.GetUtcNow(), ct);
        if (saved is null)
        {
            return refusal!.Answer();
        }

        var answer = FormAnswer.Of(saved.Draft);
        return saved.IsNew ? TypedResults.Created($"/api/v1/forms/{code}/draft", answer) : TypedResults.Ok(answer);
    }

    private static async Task<IResult> DiscardAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await SaveDraft.DiscardAsync(db, code, ct)
            ? TypedResults.NoContent()
            : Problems.FormHasNoDraft.With($"Form {code} has no draft.");

    private static async Task<IResult> PublishAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (published, refusal) = await PublishForm.RunAsync(db, code, caller.AccountId, time.GetUtcNow(), ct);
        return published is null ? refusal!.Answer() : TypedResults.Ok(FormAnswer.Of(published));
    }

    private static async Task<IResult> TryAsync(
        string code,
        TryBody body,
        CityOpsDb db,
        CancellationToken ct,
        int? version = null
    )
    {
        var (tried, refusal) = await TryForm.RunAsync(db, code, version, body.Answers, ct);
        return tried is null ? refusal!.Answer() : TypedResults.Ok(tried);
    }
}
