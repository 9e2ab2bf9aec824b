using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Ponding.Detection;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// Opens a case (道路积水) for an open event that has reached its section's case level, or joins the one that people
/// already work on there. Apart from the alert's transaction: an alert must not wait for a case's number.
/// </summary>
internal sealed class OpenPondingCases(CityDatabase city, TimeProvider time, ILogger<OpenPondingCases> logger)
{
    private sealed record Wanting(
        Guid Id,
        string SectionName,
        string TownCode,
        double Lon,
        double Lat,
        short Level,
        int PeakMm,
        DateTime OpenedAt,
        Guid? JoinId
    );

    /// <summary>道路积水: local, GB/T 47678.5 has none.</summary>
    private const string Category = "L0506";

    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = city.NewContext();
        if (!await db.Categories.AnyAsync(category => category.Code == Category, ct))
        {
            return; // a city that does not work on ponding by cases
        }

        while (await Repeat.OnConflictAsync(db, () => NextAsync(db, ct)))
        {
            db.ChangeTracker.Clear();
        }
    }

    private async Task<bool> NextAsync(CityOpsDb db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db
            .Database.SqlQueryRaw<Wanting>(
                Sql.Text("queries/ponding/event_wanting_case"),
                Parameters.Of("category", Category)
            )
            .ToListAsync(ct);
        if (found is not [var ponding])
        {
            return false;
        }

        var now = time.GetUtcNow();
        var caseId = ponding.JoinId is { } joined
            ? await JoinAsync(db, joined, ponding, now, ct)
            : (
                await OpenCase.RunAsync(
                    db,
                    new CaseOpening(
                        "ponding",
                        ponding.Id,
                        Category,
                        await ResponsibleAsync(db, ct),
                        ponding.TownCode,
                        new Point(ponding.Lon, ponding.Lat) { SRID = 4326 },
                        Words(ponding),
                        DeviceAt: new DateTimeOffset(ponding.OpenedAt, TimeSpan.Zero)
                    ),
                    now,
                    ct
                )
            ).Id;
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"update ponding_event set case_id = {caseId} where id = {ponding.Id}", ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation("Ponding event {Event} is case {Case}", ponding.Id, caseId);
        return true;
    }

    /// <summary>The category's organisation, otherwise the bureau.</summary>
    private static async Task<string> ResponsibleAsync(CityOpsDb db, CancellationToken ct) =>
        (await db.Categories.FindAsync([Category], ct))?.OrganisationCode ?? await Offices.BureauAsync(db, ct);

    private static async Task<Guid> JoinAsync(
        CityOpsDb db,
        Guid caseId,
        Wanting ponding,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var joined = await db.Cases.SingleAsync(c => c.Id == caseId, ct);
        db.CaseEvents.Add(joined.Join("ponding", ponding.Id, now, new DateTimeOffset(ponding.OpenedAt, TimeSpan.Zero)));
        return caseId;
    }

    private static string Words(Wanting ponding) =>
        FormattableString.Invariant(
            $"{ponding.SectionName} 积水{Colour(ponding.Level)}，最深 {ponding.PeakMm} 毫米（自动监测）"
        );

    private static string Colour(short level) =>
        (PondingLevel)level switch
        {
            PondingLevel.Blue => "蓝色",
            PondingLevel.Yellow => "黄色",
            PondingLevel.Orange => "橙色",
            _ => "红色",
        };
}
