using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Audit;

/// <summary>The audit log, for those who may read it: not the ones whose doings it holds.</summary>
public static class AuditApi
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("audit");
        api.MapGet("/audit", ListAudit.RunAsync)
            .Allow("audit.read")
            .Produces<Page<AuditItem>>()
            .WithSummary(
                "Who did what, the latest first; ?login, ?action= (several), ?kind&subject= what it was done to, ?from&to"
            );
        api.MapGet("/audit.{form}", ListAudit.ExportAsync)
            .Refuses(Problems.NotFound)
            .Allow("audit.read")
            .ProducesFile("text/csv", Xlsx)
            .WithSummary("The same as one stream of csv or xlsx");
        api.MapGet("/audit/actions", ListAudit.ActionsAsync)
            .Allow("audit.read")
            .Produces<IReadOnlyList<AuditAction>>()
            .WithSummary("What a line can say was done, with its words");
    }
}
