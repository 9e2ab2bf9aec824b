using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Database;

/// <summary>
/// Named parameters (<c>@name</c>) of raw SQL. The type goes by the variable and not by its value, so that null has a
/// type too and PostgreSQL plans the same statement for both.
/// </summary>
public static class Parameters
{
    private static readonly Dictionary<Type, NpgsqlDbType> Types = new()
    {
        [typeof(bool)] = NpgsqlDbType.Boolean,
        [typeof(short)] = NpgsqlDbType.Smallint,
        [typeof(int)] = NpgsqlDbType.Integer,
        [typeof(long)] = NpgsqlDbType.Bigint,
        [typeof(float)] = NpgsqlDbType.Real,
        [typeof(double)] = NpgsqlDbType.Double,
        [typeof(decimal)] = NpgsqlDbType.Numeric,
        [typeof(string)] = NpgsqlDbType.Text,
        [typeof(Guid)] = NpgsqlDbType.Uuid,
        [typeof(byte[])] = NpgsqlDbType.Bytea,
        [typeof(DateOnly)] = NpgsqlDbType.Date,
        [typeof(TimeOnly)] = NpgsqlDbType.Time,
        [typeof(TimeSpan)] = NpgsqlDbType.Interval,
        [typeof(DateTime)] = NpgsqlDbType.TimestampTz,
        [typeof(DateTimeOffset)] = NpgsqlDbType.TimestampTz,
    };

    /// <param name="value">Null is SQL's null of that type. A DateTime is in UTC; arrays are PostgreSQL's
    /// arrays.</param>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, string name, T value)
    {
        command.Parameters.Add(Of(name, value));
        return command;
    }

    /// <inheritdoc cref="With{T}(NpgsqlCommand, string, T)"/>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, string name, T value)
    {
        command.Parameters.Add(Of(name, value));
        return command;
    }

    /// <summary>A parameter that is an array of one value of each row, for unnest.</summary>
    public static NpgsqlCommand WithEach<TRow, T>(
        this NpgsqlCommand command,
        string name,
        IReadOnlyCollection<TRow> rows,
        Func<TRow, T> value
    ) => command.With(name, rows.Select(value).ToArray());

    /// <summary>The same for a parameter of type jsonb.</summary>
    public static NpgsqlCommand WithJson(this NpgsqlCommand command, string name, string? json)
    {
        command.Parameters.Add(new(name, NpgsqlDbType.Jsonb) { Value = (object?)json ?? DBNull.Value });
        return command;
    }

    /// <inheritdoc cref="With{T}(NpgsqlCommand, string, T)"/>
    public static NpgsqlParameter Of<T>(string name, T value) =>
        new(name, TypeOf(typeof(T)))
        {
            Value = value switch
            {
                null => DBNull.Value,
                DateTimeOffset at => at.UtcDateTime,
                DateTimeOffset[] all => Array.ConvertAll(all, at => at.UtcDateTime),
                DateTimeOffset?[] some => Array.ConvertAll(some, at => at?.UtcDateTime),
                _ => value,
            },
        };

    private static NpgsqlDbType TypeOf(Type type)
    {
        var known = Nullable.GetUnderlyingType(type) ?? type;
        return Types.TryGetValue(known, out var scalar) ? scalar
            : known.IsArray ? NpgsqlDbType.Array | TypeOf(known.GetElementType()!)
            : throw new ArgumentException(
                $"{type} is no type of a parameter; see {nameof(Parameters)}.{nameof(Types)}."
            );
    }
}
