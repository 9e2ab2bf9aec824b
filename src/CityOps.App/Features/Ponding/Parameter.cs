using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Ponding;

/// <summary>Named parameters that may be null and then still say their type.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Text(string name, string? value) => Of(name, NpgsqlDbType.Text, value);

    public static NpgsqlParameter Uuid(string name, Guid? value) => Of(name, NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Instant(string name, DateTimeOffset? value) =>
        Of(name, NpgsqlDbType.TimestampTz, value?.UtcDateTime);

    public static NpgsqlParameter Day(string name, DateOnly value) => Of(name, NpgsqlDbType.Date, value);

    public static NpgsqlParameter Uuids(string name, Guid[] value) =>
        Of(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Flag(string name, bool? value) => Of(name, NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Number(string name, int? value) => Of(name, NpgsqlDbType.Integer, value);

    private static NpgsqlParameter Of(string name, NpgsqlDbType type, object? value) =>
        new(name, type) { Value = value ?? DBNull.Value };
}
