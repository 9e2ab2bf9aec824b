using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>Figures, and the records behind them, cut to the caller's organisation and town.</summary>
public static class StatisticsApi
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/statistics").WithTags("statistics");
        api.MapGet("", FiguresAsync).AllowLoggedIn()
            .Produces<Figure>()
            .WithSummary("A figure over a period: ?from&to&metric&by=org|town|category|day|month; without metric an array of all");
        api.MapGet("/metrics", () => Metrics.All.Select(m => new MetricItem(m.Code, m.Name, m.NameEn, m.Unit, m.Counts))).AllowLoggedIn()
            .WithSummary("What can be counted");
        api.MapGet("/{metric}/evidence", EvidenceAsync).AllowLoggedIn()
            .Produces<Evidence>()
            .WithSummary("The records that a figure counts: ?from&to&org&town&category&cursor&limit");
    }

    public sealed record MetricItem(string Code, string Name, string NameEn, string Unit, string Counts);

    /// <summary>Which records count, as asked for.</summary>
    public sealed record FilterQuery(string? Org = null, string? Town = null, string? Category = null)
    {
        /// <summary>Cut to what the caller may see.</summary>
        public Result<FigureFilter> For(Caller caller) =>
            (Org is null || caller.OrganisationCut is null || Org == caller.OrganisationCut)
            && (Town is null || caller.TownCut is null || Town == caller.TownCut)
                ? new FigureFilter(Org ?? caller.OrganisationCut, Town ?? caller.TownCut, Category)
                : Problems.OutsideYourArea.Refuse("Your account sees the figures of its own organisation and town.");
    }

    private static async Task<IResult> FiguresAsync(
        Caller caller, NpgsqlDataSource database, [AsParameters] FilterQuery asked, CancellationToken ct,
        string? from = null, string? to = null, string? metric = null, string? by = null)
    {
        var (question, refusal) = FigureQuestion.Read(from, to, metric, by);
        if (question is null)
        {
            return refusal!.Answer();
        }

        var (filter, outside) = asked.For(caller);
        if (filter is null)
        {
            return outside!.Answer();
        }

        var figures = await ReadFigures.RunAsync(database, question, filter, ct);
        return metric is null ? TypedResults.Ok(figures) : TypedResults.Ok(figures[0]);
    }

    private static async Task<IResult> EvidenceAsync(
        string metric, Caller caller, NpgsqlDataSource database, [AsParameters] FilterQuery asked, CancellationToken ct,
        string? from = null, string? to = null, string? cursor = null, int? limit = null)
    {
        var (question, refusal) = FigureQuestion.Read(from, to, metric, by: null);
        if (question is null)
        {
            return refusal!.Answer();
        }

        var (filter, outside) = asked.For(caller);
        if (filter is null)
        {
            return outside!.Answer();
        }

        var (evidence, badCursor) = await ReadEvidence.RunAsync(
            database, question.Metrics[0], question.Period, filter, cursor, Cursor.Size(limit), ct);
        return badCursor?.Answer() ?? (IResult)TypedResults.Ok(evidence);
    }
}
