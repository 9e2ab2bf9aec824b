using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>A sensor and its last reading.</summary>
/// <param name="Town">Code of the section's town.</param>
/// <param name="DepthMm">Null before its first reading, as are the following.</param>
/// <param name="HeardAt">When anything of it last reached us.</param>
/// <param name="Level">none, blue, yellow, orange or red: of its newest depth by the section's thresholds, and at least
/// its road's where it is the highest one there (sql/functions/sensor_level.sql); null while it is silent.</param>
/// <param name="Silent">Nothing heard for more than two heartbeats.</param>
/// <param name="PowerRisk">The water may reach a lamp door or distribution box.</param>
/// <param name="Installation">How it is put up; the members of <see cref="SensorBody"/>.</param>
public sealed record SensorItem(
    string Code,
    string Gateway,
    string? Section,
    string? SectionName,
    string? Town,
    SensorPosition Position,
    int? DepthMm,
    DateTimeOffset? ObservedAt,
    DateTimeOffset? HeardAt,
    string? Level,
    bool PowerRisk,
    int? BatteryMv,
    int? RssiDbm,
    bool Disabled,
    SensorThresholds? Thresholds,
    bool Silent,
    SensorInstallation Installation
);

/// <summary>What is taken off a sensor's raw depths from a time on.</summary>
/// <param name="ValidFrom">Readings measured from then on; null: always.</param>
/// <param name="ChangedBy">The name of who set it; null when it wasn't a person.</param>
public sealed record SensorZero(
    DateTimeOffset? ValidFrom,
    int ZeroOffsetMm,
    string? ChangedBy,
    DateTimeOffset ChangedAt
);

/// <param name="Kind">ultrasonic, pressure, radar or electrode.</param>
/// <param name="ZeroHistory">The log of its zero offset, newest first.</param>
public sealed record SensorInstallation(
    string Kind,
    int? InstallHeightMm,
    int ZeroOffsetMm,
    int RangeMinMm,
    int RangeMaxMm,
    int SampleMinutesDry,
    int SampleMinutesWet,
    int HeartbeatMinutes,
    IReadOnlyList<SensorZero> ZeroHistory
);

/// <summary>The section's thresholds in millimetres of water.</summary>
public sealed record SensorThresholds(int BlueMm, int YellowMm, int OrangeMm, int RedMm, int PowerRiskMm);

/// <param name="Lon">Degrees WGS84.</param>
/// <param name="Lat">Degrees WGS84.</param>
public sealed record SensorPosition(double Lon, double Lat);

/// <summary>Lists the sensors of the caller's town, or of all, by code.</summary>
internal static class ListSensors
{
    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        Caller caller,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        return TypedResults.Ok(
            Page.Of(await ReadAsync(database, caller, after, size + 1, null, ct), size, item => [item.Code])
        );
    }

    /// <summary>One sensor of the caller's town.</summary>
    public static async Task<IResult> OneAsync(
        string code,
        NpgsqlDataSource database,
        Caller caller,
        CancellationToken ct
    ) =>
        await FindAsync(code, database, caller, ct) is { } sensor
            ? TypedResults.Ok(sensor)
            : Problems.SensorNotFound.With($"There is no sensor {code}.");

    internal static async Task<SensorItem?> FindAsync(
        string code,
        NpgsqlDataSource database,
        Caller caller,
        CancellationToken ct
    ) => (await ReadAsync(database, caller, "", 1, code, ct)).SingleOrDefault();

    private static async Task<List<SensorItem>> ReadAsync(
        NpgsqlDataSource database,
        Caller caller,
        string after,
        int most,
        string? code,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/sensors/list_sensors"))
            .With("after", after)
            .With("most", most)
            .With("town", caller.VisibleTown)
            .With("code", code);
        return await command.ListAsync<SensorItem>(ct);
    }
}
