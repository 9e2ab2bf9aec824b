using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Routines;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Field;

/// <summary>What is in somebody's hands.</summary>
/// <param name="Items">Cases.</param>
/// <param name="Checks">Routine checks that are due or overdue; with the first page.</param>
public sealed record FieldTasks(IReadOnlyList<FieldTask> Items, string? Next, IReadOnlyList<FieldCheck> Checks);

/// <summary>What a phone in the field asks: the data that it needs offline, what is in its owner's hands, and what
/// became of what was sent. What it sends goes to reports, patrols, uploads and cases (docs/field.md).</summary>
public static class FieldApi
{
    public static void MapField(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/field").WithTags("field");
        api.MapGet("/bundle", BundleAsync)
            .Refuses(Problems.FilterUnknown)
            .Allow("field.read")
            .Produces<FieldBundle>()
            .WithSummary(
                "What a phone needs offline, in parts; ?have=categories:ETAG,… leaves out what has not changed"
            );
        api.MapGet("/tasks", TasksAsync)
            .Allow("cases.read")
            .Produces<FieldTasks>()
            .WithSummary(
                "The cases in the caller's hands, to verify, handle or check, the most urgent first; the routine checks with the first page"
            );
        api.MapGet("/receipts", ReceiptsAsync)
            .Refuses(Problems.InvalidCursor)
            .Allow("reports.read")
            .Produces<ReceiptPage>()
            .WithSummary("What became of the caller's reports since the cursor; ?since= is the answer's next");
    }

    private static async Task<IResult> BundleAsync(
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? have = null,
        string? parts = null,
        string? towns = null
    )
    {
        var (bundle, refusal) = await ReadBundle.RunAsync(db, have, parts, towns, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(bundle);
    }

    private static async Task<IResult> TasksAsync(
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListTasks.RunAsync(db, cursor, limit, caller, time.GetUtcNow(), ct);
        return refusal?.Answer()
            ?? (IResult)
                TypedResults.Ok(
                    new FieldTasks(
                        page!.Items,
                        page.Next,
                        cursor is null ? await FieldChecks.ListAsync(db, caller, time.GetUtcNow(), ct) : []
                    )
                );
    }

    private static async Task<IResult> ReceiptsAsync(
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? since = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListReceipts.RunAsync(db, since, limit, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }
}
