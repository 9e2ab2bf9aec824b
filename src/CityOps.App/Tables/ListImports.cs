using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace CityOps.App.Tables;

/// <summary>Lists that are brought in by calls as by <c>cityops import</c>: the file is the body.</summary>
internal static class ListImports
{
    /// <summary>Maps <c>POST /api/v1/{kind}/import</c>, and <c>…/import/bad.csv</c> for the bad rows as a
    /// table.</summary>
    /// <param name="kind">Such as towns.</param>
    /// <param name="what">For the summary: "towns' boundaries".</param>
    /// <param name="read">The file, without the database.</param>
    /// <param name="import">What it holds, into the database; the choice names no account.</param>
    /// <returns>Both, to be told who may call them.</returns>
    public static RouteGroupBuilder MapListImport<TList, TOutcome>(
        this IEndpointRouteBuilder routes,
        string kind,
        string what,
        Func<string, ListOptions, TList> read,
        Func<HttpContext, TList, ImportChoice, CancellationToken, Task<TOutcome>> import
    )
        where TList : class
        where TOutcome : ImportOutcome
    {
        var api = routes.MapGroup($"/api/v1/{kind}/import").WithTags("imports");
        api.MapPost(
                "",
                async Task<IResult> (
                    HttpContext http,
                    DataFolder folder,
                    CancellationToken ct,
                    bool dryRun = false,
                    bool skipBad = false,
                    bool accept = false,
                    string? coordSystem = null,
                    [FromQuery] string[]? sheet = null
                ) =>
                {
                    var (list, refusal) = await ReadAsync(http, folder, new(coordSystem, sheet), read, ct);
                    if (list is null)
                    {
                        return refusal!.Answer();
                    }

                    var outcome = await import(http, list, new(dryRun, skipBad, accept), ct);
                    await AuditAsync(http.RequestServices.GetRequiredService<NpgsqlDataSource>(), kind, outcome, ct);
                    return TypedResults.Ok(FirstBadRows(outcome));
                }
            )
            .Refuses(Problems.CoordSystemUnknown, Problems.ListUnreadable)
            .ReadsList()
            .Produces<TOutcome>()
            .WithName($"imports_{kind}")
            .WithSummary(
                $"Import {what}: the file as the body, told by its content; ?dryRun=true says what would happen, ?skipBad=true takes the good rows, ?accept=true what is asked for; ?sheet=, ?coordSystem="
            );
        api.MapPost(
                "/bad.csv",
                async Task<IResult> (
                    HttpContext http,
                    DataFolder folder,
                    CancellationToken ct,
                    string? coordSystem = null,
                    [FromQuery] string[]? sheet = null
                ) =>
                {
                    var (list, refusal) = await ReadAsync(http, folder, new(coordSystem, sheet), read, ct);
                    if (list is null)
                    {
                        return refusal!.Answer();
                    }

                    var outcome = await import(http, list, new(DryRun: true, SkipBad: false), ct);
                    return TypedResults.Stream(
                        async output =>
                        {
                            using var table = new CsvOutput(output);
                            await BadRow.WriteAsync(table, outcome.Bad, ct);
                        },
                        "text/csv; charset=utf-8",
                        "bad-rows.csv"
                    );
                }
            )
            .Refuses(Problems.CoordSystemUnknown, Problems.ListUnreadable)
            .ReadsList()
            .ProducesFile("text/csv")
            .WithName($"imports_{kind}_badRows")
            .WithSummary("Every bad row of the list as a table; keeps nothing");
        return api;
    }

    /// <summary>Says in the audit log that a list came in, where it was kept.</summary>
    public static Task AuditAsync(
        NpgsqlDataSource database,
        string kind,
        ImportOutcome outcome,
        CancellationToken ct
    ) =>
        outcome.Kept
            ? AuditLog.AddAsync(
                database,
                new(
                    "list.imported",
                    "list",
                    kind,
                    new
                    {
                        outcome.New,
                        outcome.Changed,
                        outcome.Unchanged,
                    }
                ),
                ct
            )
            : Task.CompletedTask;

    private static Task<Result<TList>> ReadAsync<TList>(
        HttpContext http,
        DataFolder folder,
        ListOptions options,
        Func<string, ListOptions, TList> read,
        CancellationToken ct
    )
        where TList : class => ListUpload.ReadAsync(http.Request, folder, options, file => read(file, options), ct);

    private static TOutcome FirstBadRows<TOutcome>(TOutcome outcome)
        where TOutcome : ImportOutcome
    {
        ImportOutcome whole = outcome;
        return (TOutcome)(whole with { Bad = [.. whole.Bad.Take(ListUpload.MaxBadRows)] });
    }
}
