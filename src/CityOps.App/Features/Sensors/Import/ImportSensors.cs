using CityOps.App.Database;
using CityOps.App.Features.Ponding;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Sensors.Import;

/// <summary>Brings a list of sensors in, each as <see cref="PutSensor"/> takes it.</summary>
internal static class ImportSensors
{
    /// <summary>A sensor as it stands: queries/sensors/stated.sql.</summary>
    private sealed record Stated(
        string Code,
        string Gateway,
        string? Section,
        double Lon,
        double Lat,
        string Kind,
        int? InstallHeightMm,
        int ZeroOffsetMm,
        int RangeMinMm,
        int RangeMaxMm,
        int SampleMinutesDry,
        int SampleMinutesWet,
        int HeartbeatMinutes,
        bool Disabled
    )
    {
        public SensorBody Body() =>
            new(
                Gateway,
                Section,
                At(new(Lon, Lat)),
                Kind,
                InstallHeightMm,
                ZeroOffsetMm,
                RangeMinMm,
                RangeMaxMm,
                SampleMinutesDry,
                SampleMinutesWet,
                HeartbeatMinutes,
                Disabled
            );
    }

    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        RowList<ListedSensor> list,
        ImportChoice choice,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await db.Database.OpenConnectionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var sections = await db.Sections.Select(s => new { s.Code, s.Name }).ToListAsync(ct);
        // read by SQL: the slice of the gateways stands beside this one
        var gateways = (
            await db.Database.SqlQuery<string>($"select id as \"Value\" from gateway").ToListAsync(ct)
        ).ToHashSet();
        await using var command = new NpgsqlCommand(Sql.Text("queries/sensors/stated"), connection);
        var stated = (await command.ListAsync<Stated>(ct)).ToDictionary(s => s.Code, s => s.Body());
        return await list.TakeAsync(db, choice, TakeAsync, ct);

        async Task<Result<RowEffect>> TakeAsync(ListedSensor listed)
        {
            var before = stated.GetValueOrDefault(listed.Code);
            var section = listed.Section is null
                ? before?.Section
                : sections.Find(s => s.Code == listed.Section || s.Name == listed.Section)?.Code;
            if (listed.Section is not null && section is null)
            {
                return Problems.FieldInvalid.Refuse($"There is no section {listed.Section}.", ("field", "section"));
            }

            var body = Body(listed, before ?? new SensorBody(null, null, null), section);
            if (body == before)
            {
                return RowEffect.Unchanged;
            }

            if (PutSensor.Check(listed.Code, body) is { } refusal)
            {
                return refusal;
            }

            if (!gateways.Contains(body.Gateway!))
            {
                return Problems.FieldInvalid.Refuse($"There is no gateway {body.Gateway}.", ("field", "gateway"));
            }

            var position = new LonLat(body.Position!.Lon!.Value, body.Position.Lat!.Value);
            return await PutSensor.StoreAsync(listed.Code, body, position, now, connection, ct)
                ? RowEffect.New
                : RowEffect.Changed;
        }
    }

    private static SensorBody Body(ListedSensor listed, SensorBody before, string? section) =>
        new(
            listed.Gateway ?? before.Gateway,
            section,
            listed.Position is { } at ? At(at) : before.Position,
            listed.Kind ?? before.Kind,
            listed.InstallHeightMm ?? before.InstallHeightMm,
            listed.ZeroOffsetMm ?? before.ZeroOffsetMm,
            listed.RangeMinMm ?? before.RangeMinMm,
            listed.RangeMaxMm ?? before.RangeMaxMm,
            listed.SampleMinutesDry ?? before.SampleMinutesDry,
            listed.SampleMinutesWet ?? before.SampleMinutesWet,
            listed.HeartbeatMinutes ?? before.HeartbeatMinutes,
            listed.Disabled ?? before.Disabled
        );

    private static SentPosition At(LonLat place) => new(place.Lon, place.Lat, CoordSystems.Wgs84, null);
}
