using System.Text.Json.Serialization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>Figures, and the records behind them, within the caller's organisation and town.</summary>
public static class StatisticsApi
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/statistics").WithTags("statistics");
        api.MapGet("", FiguresAsync)
            .Refuses(
                Problems.FilterUnknown,
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OutsideYourArea,
                Problems.PeriodReversed,
                Problems.PeriodInFuture,
                Problems.MetricUnknown,
                Problems.DimensionUnknown
            )
            .Allow("figures.read")
            .Produces<Figure>()
            .AddOpenApiOperationTransformer(OneOrSeveralAsync)
            .WithSummary(
                "A figure over a period: ?from&to&metric&by=org|town|category|class|source|officer|facility|section|day|week|month"
                    + "&org&town&category&source&officer&facility&section&compare=true&top=5; several metrics by commas or none (all) answer an array"
            );
        api.MapGet("/metrics", MetricsAsync)
            .Allow("figures.read")
            .Produces<IReadOnlyList<MetricItem>>()
            .WithSummary("What can be counted");
        api.MapPut("/metrics/{metric}/target", TargetAsync)
            .Refuses(Problems.MetricUnknown, Problems.FieldInvalid)
            .Allow("targets.change")
            .Produces<MetricItem>()
            .WithSummary("Set the target of a rate, or take it away");
        api.MapGet("/{metric}/evidence", EvidenceAsync)
            .Refuses(
                Problems.FilterUnknown,
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OutsideYourArea,
                Problems.PeriodReversed,
                Problems.PeriodInFuture,
                Problems.MetricHasParts,
                Problems.MetricUnknown,
                Problems.DimensionUnknown
            )
            .Allow("figures.read")
            .Produces<Evidence>()
            .WithSummary(
                "The records that a figure counts: ?from&to&org&town&category&source&officer&facility&section&cursor&limit;"
                    + " org=-, town=-, category=- are those that say none"
            );
        foreach (var form in ExportEvidence.Forms)
        {
            api.MapGet(
                    "/{metric}/evidence." + form,
                    (
                        string metric,
                        Caller caller,
                        CityOpsDb db,
                        NpgsqlDataSource database,
                        TimeProvider time,
                        HttpContext http,
                        [AsParameters] FilterQuery asked,
                        CancellationToken ct,
                        string? from = null,
                        string? to = null
                    ) => ExportAsync(form, new(from, to, metric, null, 0), caller, db, database, time, http, asked, ct)
                )
                .Refuses(
                    Problems.FilterUnknown,
                    Problems.FieldMissing,
                    Problems.FieldInvalid,
                    Problems.OutsideYourArea,
                    Problems.PeriodReversed,
                    Problems.PeriodInFuture,
                    Problems.MetricHasParts,
                    Problems.MetricUnknown,
                    Problems.DimensionUnknown
                )
                .Allow("figures.read")
                .WithName($"statistics_exportEvidence_{form}")
                .ProducesFile(TableOutput.MediaType(form))
                .WithSummary($"All the records that a figure counts, as .{form}");
        }
    }

    /// <param name="Better">Whether more is better: up, down, or none where the number alone does not tell.</param>
    /// <param name="MadeFrom">How the figure is made where it is no plain sum.</param>
    /// <param name="Dimensions">What its rows can be grouped by.</param>
    /// <param name="Target">Of a rate, in percent: what it should come to; null where none was set.</param>
    public sealed record MetricItem(
        string Code,
        string Name,
        string NameEn,
        string Unit,
        int Rounding,
        string Counts,
        string Better,
        string Provenance,
        string? MadeFrom,
        [property: JsonPropertyName("cuts")] IReadOnlyList<string> Dimensions,
        decimal? Target
    )
    {
        public static MetricItem Of(Metric metric, Metrics metrics, decimal? target) =>
            new(
                metric.Code,
                metric.Name,
                metric.NameEn,
                metric.Unit,
                metric.Rounding,
                metric.Counts,
                metric.Better,
                metric.Provenance,
                metric.MadeFrom,
                [
                    .. Dimension
                        .All.Where(dimension => dimension.Suits(metric, metrics) is null)
                        .Select(dimension => dimension.Code),
                ],
                target
            );
    }

    /// <summary>Which records count, as asked for.</summary>
    public sealed record FilterQuery
    {
        public string? Org { get; init; }

        public string? Town { get; init; }

        public string? Category { get; init; }

        public string? Source { get; init; }

        public Guid? Officer { get; init; }

        public Guid? Facility { get; init; }

        public string? Section { get; init; }

        /// <summary>Narrowed to what the caller may see; refused where it names what there is not.</summary>
        public async Task<Result<FigureFilter>> ForAsync(Caller caller, CityOpsDb db, CancellationToken ct)
        {
            if (
                (Org is not null && caller.VisibleOrganisation is { } organisation && Org != organisation)
                || (Town is not null && caller.VisibleTown is { } town && Town != town)
            )
            {
                return Problems.OutsideYourArea.Refuse(
                    "Your account sees the figures of its own organisation and town."
                );
            }

            var unknown = await KnownOrganisations.RefuseAsync(db, Named(Org), ct)
                ?? await KnownTowns.RefuseAsync(db, Named(Town), ct)
                ?? await KnownCategories.RefuseAsync(db, Named(Category), ct)
                ?? KnownValues.Refuse("source", Named(Source), Dimension.Sources);
            return unknown
                ?? (Result<FigureFilter>)
                    new FigureFilter(Org ?? caller.VisibleOrganisation, Town ?? caller.VisibleTown, Category)
                    {
                        Source = Source,
                        Officer = Officer,
                        Facility = Facility,
                        Section = Section,
                    };
        }

        private static string[]? Named(string? code) => code is null or FigureFilter.Nothing ? null : [code];
    }

    // One figure for one metric, an array for several.
    private static Task OneOrSeveralAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext _,
        CancellationToken ct
    )
    {
        var answer = operation.Responses!["200"].Content!["application/json"];
        var figure = answer.Schema!;
        answer.Schema = new OpenApiSchema
        {
            OneOf = [figure, new OpenApiSchema { Type = JsonSchemaType.Array, Items = figure }],
        };
        return Task.CompletedTask;
    }

    private static async Task<IResult> MetricsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var metrics = await Metrics.ReadAsync(database, ct);
        var targets = await MetricTargets.ReadAsync(database, ct);
        return TypedResults.Ok(metrics.All.Select(metric => MetricItem.Of(metric, metrics, TargetOf(metric, targets))));
    }

    internal static decimal? TargetOf(Metric metric, IReadOnlyDictionary<string, decimal> targets) =>
        targets.TryGetValue(metric.Code, out var target) ? target : null;

    private static async Task<IResult> TargetAsync(
        string metric,
        MetricTargetBody body,
        CityOpsDb db,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var metrics = await Metrics.ReadAsync(database, ct);
        var (found, refusal) = await MetricTargets.SetAsync(db, metrics, metric, body.Value, ct);
        return found is null ? refusal!.Answer() : TypedResults.Ok(MetricItem.Of(found, metrics, body.Value));
    }

    private static async Task<IResult> FiguresAsync(
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        TimeProvider time,
        [AsParameters] FilterQuery asked,
        CancellationToken ct,
        string? from = null,
        string? to = null,
        string? metric = null,
        string? by = null,
        bool compare = false,
        int? top = null
    )
    {
        var (filter, outside) = await asked.ForAsync(caller, db, ct);
        if (filter is null)
        {
            return outside!.Answer();
        }

        var (figures, refusal) = await ReadFigures.RunAsync(
            database,
            new(from, to, metric, by, compare, top),
            filter,
            CityTime.Day(time.GetUtcNow()),
            ct
        );
        return figures is null ? refusal!.Answer()
            : metric is null || metric.Contains(',', StringComparison.Ordinal) ? TypedResults.Ok(figures)
            : TypedResults.Ok(figures[0]);
    }

    private static async Task<IResult> EvidenceAsync(
        string metric,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        TimeProvider time,
        [AsParameters] FilterQuery asked,
        CancellationToken ct,
        string? from = null,
        string? to = null,
        string? cursor = null,
        int? limit = null
    )
    {
        var (filter, outside) = await asked.ForAsync(caller, db, ct);
        if (filter is null)
        {
            return outside!.Answer();
        }

        var (evidence, refusal) = await ReadEvidence.RunAsync(
            database,
            new(from, to, metric, cursor, Cursor.Size(limit)),
            filter,
            CityTime.Day(time.GetUtcNow()),
            ct
        );
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(evidence);
    }

    private static async Task<IResult> ExportAsync(
        string form,
        EvidenceQuestion question,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        TimeProvider time,
        HttpContext http,
        FilterQuery asked,
        CancellationToken ct
    )
    {
        var (filter, outside) = await asked.ForAsync(caller, db, ct);
        var refusal = filter is null
            ? outside
            : await ExportEvidence.RunAsync(form, question, filter, database, http, CityTime.Day(time.GetUtcNow()), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Empty;
    }
}
