using System.ComponentModel;
using System.Text;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Bulletins.Printing.Web;
using CityOps.App.Features.Bulletins.Printing.Xlsx;
using CityOps.App.Hosting;
using CityOps.App.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>The month's bulletin in four forms, and the page that confirms a printed check sum.</summary>
public static class BulletinsApi
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void AddBulletins(this IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<BulletinOptions>().Bind(configuration.GetSection("Bulletin")).ValidateDataAnnotations().ValidateOnStart();

    public static void MapBulletins(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/bulletins").WithTags("bulletins");
        foreach (var (address, form) in new[] { ("", "json"), (".json", "json"), (".docx", "docx"), (".xlsx", "xlsx"), (".html", "html") })
        {
            api.MapGet("/{month}" + address, (string month, [Description("without it the latest")] int? revision, [AsParameters] Services services, CancellationToken ct) =>
                    PrintAsync(month, form, revision, services, ct))
                .AllowLoggedIn()
                .WithSummary($"The bulletin of a closed month, yyyy-MM, as .{form}");
        }

        routes.MapGet("/verify/{sha256}", VerifyAsync).AllowAnonymous().WithTags("bulletins")
            .WithSummary("The page that a bulletin's QR code opens: which month and revision a check sum belongs to");
    }

    public sealed record Services(NpgsqlDataSource Database, IOptions<BulletinOptions> Options, DataFolder Folder);

    private static async Task<IResult> PrintAsync(string text, string form, int? revision, Services services, CancellationToken ct)
    {
        var month = Month.Read(text);
        if (month.Refusal is { } invalid)
        {
            return invalid.Answer();
        }

        var (bulletin, refusal) = await PrintMonth.RunAsync(services.Database, month.Value, revision, services.Options.Value, ct);
        if (bulletin is null)
        {
            return refusal!.Answer();
        }

        var name = $"bulletin-{month.Value}-r{bulletin.Seal.Revision}.{form}";
        try
        {
            return form switch
            {
                "docx" => TypedResults.File(WriteDocx.Write(bulletin, await services.Options.Value.ReadTemplateAsync(services.Folder, ct)), Docx, name),
                "xlsx" => TypedResults.File(WriteXlsx.Write(bulletin), Xlsx, name),
                "html" => TypedResults.Content(WritePage.Write(bulletin), "text/html", Encoding.UTF8),
                _ => TypedResults.Ok(bulletin),
            };
        }
        catch (TemplateException problem)
        {
            return Problems.BulletinTemplateInvalid.With(problem.Message);
        }
    }

    private static async Task<IResult> VerifyAsync(string sha256, NpgsqlDataSource database, CancellationToken ct)
    {
        var found = await FindSealed.RunAsync(database, sha256, ct);
        return TypedResults.Content(
            VerifyPage.Write(sha256, found), "text/html", Encoding.UTF8, found.Count > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }
}
