using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Ponding.Import;

/// <summary>Brings a list of sections in, each as <see cref="PutSection"/> takes it.</summary>
internal static class ImportSections
{
    /// <summary>A section as it stands: queries/ponding/stated_sections.sql.</summary>
    private sealed record Stated(
        string Code,
        string Name,
        int BlueMm,
        int YellowMm,
        int OrangeMm,
        int RedMm,
        int PowerRiskMm,
        int HysteresisMm,
        int CloseAfterMinutes,
        int PowerRestoreMinutes,
        short? CaseLevel
    )
    {
        public SectionBody Body() =>
            new(
                Name,
                BlueMm,
                YellowMm,
                OrangeMm,
                RedMm,
                PowerRiskMm,
                HysteresisMm,
                CloseAfterMinutes,
                PowerRestoreMinutes,
                CaseLevel is { } level ? ((PondingLevel)level).Code() : null
            );
    }

    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        RowList<ListedSection> list,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        await db.Database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            Sql.Text("queries/ponding/stated_sections"),
            (NpgsqlConnection)db.Database.GetDbConnection()
        );
        var stated = (await command.ListAsync<Stated>(ct)).ToDictionary(s => s.Code, s => s.Body());
        var lines = await db.Sections.AsNoTracking().ToDictionaryAsync(s => s.Code, s => s.Line, ct);
        return await list.TakeAsync(db, choice, TakeAsync, ct);

        async Task<Result<RowEffect>> TakeAsync(ListedSection listed)
        {
            var before = stated.GetValueOrDefault(listed.Code);
            var body = Body(listed, before ?? new SectionBody(null, null, null, null, null, null));
            var shape =
                listed.Shape is { } drawn && !(lines.TryGetValue(listed.Code, out var line) && line.EqualsExact(drawn))
                    ? drawn
                    : null;
            if (body == before && shape is null)
            {
                return RowEffect.Unchanged;
            }

            if (before is null && shape is null)
            {
                return Problems.FieldMissing.Refuse(
                    $"Section {listed.Code} is not known; a new one needs its line or area: bring it as GeoJSON, shapefile, GeoPackage or KML.",
                    ("field", "line")
                );
            }

            if (shape is not null && SectionShape.Check(shape) is { } unfit)
            {
                return unfit;
            }

            var (isNew, refusal) = await PutSection.StoreAsync(listed.Code, body, shape, onlyTown: null, db, ct);
            return refusal is not null ? refusal
                : isNew ? RowEffect.New
                : RowEffect.Changed;
        }
    }

    private static SectionBody Body(ListedSection listed, SectionBody before) =>
        new(
            listed.Name ?? before.Name,
            listed.BlueMm ?? before.BlueMm,
            listed.YellowMm ?? before.YellowMm,
            listed.OrangeMm ?? before.OrangeMm,
            listed.RedMm ?? before.RedMm,
            listed.PowerRiskMm ?? before.PowerRiskMm,
            listed.HysteresisMm ?? before.HysteresisMm,
            listed.CloseAfterMinutes ?? before.CloseAfterMinutes,
            listed.PowerRestoreMinutes ?? before.PowerRestoreMinutes,
            listed.CaseLevel == SectionList.NoCases ? null : listed.CaseLevel ?? before.CaseLevel
        );
}
