using System.ComponentModel;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Bulletins.Printing.Web;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>The month's bulletin in four forms, and the page that confirms a printed check sum.</summary>
public static class BulletinsApi
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void AddBulletins(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddOptions<BulletinOptions>()
            .Bind(configuration.GetSection(BulletinOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();

    public static void MapBulletins(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/bulletins").WithTags("bulletins");
        foreach (
            var (address, form) in new[]
            {
                ("", "json"),
                (".json", "json"),
                (".docx", "docx"),
                (".xlsx", "xlsx"),
                (".html", "html"),
            }
        )
        {
            var printed = api.MapGet(
                    "/{month}" + address,
                    (
                        string month,
                        [Description("without it the latest")] int? revision,
                        Caller caller,
                        NpgsqlDataSource database,
                        IOptions<BulletinOptions> options,
                        DataFolder folder,
                        CancellationToken ct
                    ) => PrintAsync(month, form, revision, caller, database, options.Value, folder, ct)
                )
                .Refuses(
                    Problems.FieldInvalid,
                    Problems.BulletinNotFound,
                    Problems.BulletinContradictory,
                    Problems.BulletinTemplateInvalid
                )
                .Allow("bulletins.read")
                .WithName($"bulletins_read{address.Replace('.', '_')}")
                .WithSummary($"The bulletin of a closed month, yyyy-MM, as .{form}");
            _ = form switch
            {
                "json" => printed.Produces<Bulletin>(),
                "html" => printed.ProducesFile("text/html"),
                _ => printed.ProducesFile(form == "docx" ? Docx : Xlsx),
            };
        }

        api.MapPut("/{month}/number", EnterDocumentNumber.RunAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.BulletinIssued,
                Problems.BulletinNumberTaken,
                Problems.OutsideYourArea
            )
            .Allow("bulletins.issue")
            .Produces<EnteredNumber>()
            .WithSummary(
                "Enter the document number (发文字号) of a month that is not issued yet; else the next is given"
            );
        api.MapGet("", ListRevisions.RunAsync)
            .Allow("bulletins.read")
            .Produces<Page<BulletinRevision>>()
            .WithSummary("The closed months with their revisions: what changed and why");
        routes
            .MapGet("/verify/{sha256}", VerifyAsync)
            .AllowAnonymous()
            .WithTags("bulletins")
            .ProducesFile("text/html")
            .WithSummary("The page that a bulletin's QR code opens: which month and revision a check sum belongs to");
    }

    private static async Task<IResult> PrintAsync(
        string text,
        string form,
        int? revision,
        Caller caller,
        NpgsqlDataSource database,
        BulletinOptions options,
        DataFolder folder,
        CancellationToken ct
    )
    {
        var month = Month.Read(text);
        if (month.Refusal is { } invalid)
        {
            return invalid.Answer();
        }

        var mayIssue = caller.May("bulletins.issue") && caller.VisibleTown is null;
        var (issued, refusal) = await (
            mayIssue
                ? PrintMonth.RunAsync(database, month.Value, revision, options, folder, ct)
                : PrintMonth.ReadAsync(database, month.Value, revision, options, folder, ct)
        );
        if (issued is null)
        {
            return refusal!.Answer();
        }

        var name = $"bulletin-{month.Value}-r{issued.Revision}.{form}";
        return form switch
        {
            "json" => TypedResults.Content(issued.Model, "application/json", Encoding.UTF8),
            "html" => TypedResults.Bytes(await issued.FileAsync(database, form, ct), "text/html; charset=utf-8"),
            _ => TypedResults.File(await issued.FileAsync(database, form, ct), form == "docx" ? Docx : Xlsx, name),
        };
    }

    private static async Task<IResult> VerifyAsync(string sha256, NpgsqlDataSource database, CancellationToken ct)
    {
        var found = await FindSealed.RunAsync(database, sha256, ct);
        return TypedResults.Content(
            VerifyPage.Write(sha256, found),
            "text/html",
            Encoding.UTF8,
            found.Count > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound
        );
    }
}
