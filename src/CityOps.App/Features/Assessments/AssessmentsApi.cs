using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <summary>
/// Findings against towns (市容环境卫生指数测评) and contractors (管养考核, 扣罚), and the standard they are held against. Their
/// figures are metrics like any others: town_points_lost, contractor_points_lost, contractor_fees_yuan and so on.
/// </summary>
public static class AssessmentsApi
{
    public static IServiceCollection AddAssessments(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<AssessmentOptions>()
            .Bind(configuration.GetSection(AssessmentOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    public static void MapAssessments(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/assessments").WithTags("assessments");
        api.MapGet("", ReadAssessments.ListAsync)
            .Refuses(Problems.OutsideYourArea, Problems.PeriodReversed)
            .Allow("assessments.read")
            .Produces<Page<AssessmentView>>()
            .WithSummary(
                "Findings, the latest first: ?from&to&subject=town|contractor&town&contractor&item&withdrawn&approval&cursor&limit"
            );
        api.MapGet("/scores", ReadAssessments.ScoresAsync)
            .Refuses(Problems.FieldInvalid)
            .Allow("assessments.read")
            .Produces<Page<AssessmentScore>>()
            .WithSummary(
                "What towns and contractors have left of their points, ranked: in ?month=yyyy-MM, or in the days ?from&to"
            );
        api.MapGet("/standard", Standard.ReadAsync)
            .Allow("assessments.read")
            .Produces<Standard>()
            .WithSummary("The deduction standard and the shares of the town appearance index");
        api.MapPut("/standard/items/{code}", PutItemAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.OutsideYourArea)
            .Allow("standard.change")
            .Produces<Standard>()
            .WithSummary("Store an item of the standard; findings keep what they came to");
        api.MapPut("/standard/weights", PutWeightsAsync)
            .Refuses(Problems.FieldInvalid, Problems.OutsideYourArea)
            .Allow("standard.change")
            .Produces<Standard>()
            .WithSummary("Set the shares of the index, 100 together");
        api.MapPut("/standard/components", PutComponentsAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.OutsideYourArea)
            .Allow("standard.change")
            .Produces<Standard>()
            .WithSummary("Say the shares of the index anew, as many as there are to be, 100 together");
        api.MapPut("/{id:guid}", PutAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.OutsideYourArea,
                Problems.EvidenceMissing,
                Problems.PhotoInvalid
            )
            .Allow("assessments.record")
            .Produces<AssessmentView>(StatusCodes.Status201Created)
            .WithSummary("Record a finding against a town or a contractor");
        api.MapGet("/{id:guid}", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.AssessmentNotFound)
            .Allow("assessments.read")
            .Produces<AssessmentView>()
            .WithSummary("A finding");
        api.MapPost("/{id:guid}/corrections", CorrectAsync)
            .Refuses(RefusedChanges)
            .Allow("assessments.withdraw")
            .Produces<AssessmentView>()
            .WithSummary("Correct a finding; the same again is 200");
        api.MapPost("/{id:guid}/approval", DecideAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OutsideYourArea,
                Problems.AssessmentNotFound,
                Problems.RecordWithdrawn,
                Problems.ApprovalNotPending,
                Problems.ApprovalOfOwn
            )
            .Allow("assessments.approve")
            .Produces<AssessmentView>()
            .WithSummary("Approve or refuse a finding above the sum that one person may hold against a contractor");
        api.MapPost("/{id:guid}/withdrawal", WithdrawAsync)
            .Refuses(RefusedChanges)
            .Allow("assessments.withdraw")
            .Produces<AssessmentView>()
            .WithSummary("Withdraw a finding; it counts no longer");
    }

    private static readonly Problem[] RefusedChanges =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.OutsideYourArea,
        Problems.AssessmentNotFound,
        Problems.ChangeConflict,
        Problems.RecordWithdrawn,
    ];

    private static async Task<IResult> PutItemAsync(
        string code,
        StandardItemBody body,
        Caller caller,
        NpgsqlDataSource database,
        CancellationToken ct
    ) =>
        (MayChangeStandard(caller) ?? await ChangeStandard.PutItemAsync(database, code, body, ct))?.Answer()
        ?? (IResult)TypedResults.Ok(await Standard.ReadAsync(database, ct));

    private static async Task<IResult> PutWeightsAsync(
        IndexWeightsBody body,
        Caller caller,
        NpgsqlDataSource database,
        CancellationToken ct
    ) =>
        (MayChangeStandard(caller) ?? await ChangeStandard.PutWeightsAsync(database, body, ct))?.Answer()
        ?? (IResult)TypedResults.Ok(await Standard.ReadAsync(database, ct));

    private static async Task<IResult> PutComponentsAsync(
        IndexComponentsBody body,
        Caller caller,
        NpgsqlDataSource database,
        CancellationToken ct
    ) =>
        (MayChangeStandard(caller) ?? await ChangeStandard.PutComponentsAsync(database, body, ct))?.Answer()
        ?? (IResult)TypedResults.Ok(await Standard.ReadAsync(database, ct));

    /// <summary>Those who are judged by the standard do not set it.</summary>
    private static Refusal? MayChangeStandard(Caller caller) =>
        caller.VisibleTown is null
            ? null
            : Problems.OutsideYourArea.Refuse("The standard is the whole city's; your account is a town's.");

    private static async Task<IResult> PutAsync(
        Guid id,
        AssessmentBody body,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        IOptions<AssessmentOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (stored, refusal) = await RecordAssessment.RunAsync(
            db,
            database,
            options.Value,
            id,
            body,
            caller,
            time.GetUtcNow(),
            ct
        );
        return refusal is not null ? refusal.Answer()
            : stored.IsNew ? TypedResults.Created($"/api/v1/assessments/{id}", stored.View)
            : TypedResults.Ok(stored.View);
    }

    private static async Task<IResult> GetAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        CancellationToken ct
    ) =>
        await ReadAssessments.OneAsync(database, id, caller, ct) is { } view
            ? TypedResults.Ok(
                view with
                {
                    Changes = await ChangeRecord.ListAsync(db, CorrectAssessment.Subject, id, ct),
                }
            )
        : await ReadAssessments.OneAsync(database, id, null, ct) is not null
            ? Problems.OutsideYourArea.With($"The finding {id} is against another than your own.")
        : Problems.AssessmentNotFound.With($"There is no finding {id}.");

    private static async Task<IResult> CorrectAsync(
        Guid id,
        CorrectionBody<AssessmentCorrection> body,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        IOptions<AssessmentOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (view, refusal) = await CorrectAssessment.RunAsync(
            db,
            database,
            options.Value,
            id,
            body,
            caller,
            time.GetUtcNow(),
            ct
        );
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(view);
    }

    private static async Task<IResult> DecideAsync(
        Guid id,
        AssessmentDecision body,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (view, refusal) = await DecideAssessment.RunAsync(db, database, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(view);
    }

    private static async Task<IResult> WithdrawAsync(
        Guid id,
        WithdrawalBody body,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (view, refusal) = await CorrectAssessment.WithdrawAsync(
            db,
            database,
            id,
            body,
            caller,
            time.GetUtcNow(),
            ct
        );
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(view);
    }
}
