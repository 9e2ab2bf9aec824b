using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Npgsql;

namespace CityOps.Ingest.Database;

/// <summary>
/// Makes a <typeparamref name="T"/> of a row. A scalar is the only column. A record is made by its constructor, each
/// parameter from the column of its name in snake_case:
/// <list type="bullet">
/// <item>scalars, their arrays and lists from columns of that type, enums from their name or number;</item>
/// <item>anything else from a column of JSON or, where there is no column of the name, from the columns that begin with
/// it: <c>Position(Lon, Lat)</c> from <c>position_lon, position_lat</c>, null where these are all null.</item>
/// </list>
/// A parameter without a column takes its default; a column that nothing takes is an error, as is null for what may not
/// be null. Columns also set the record's other properties that can be initialised.
/// </summary>
internal static class RowMapper<T>
{
    private static readonly ConcurrentDictionary<string, Func<NpgsqlDataReader, T>> Known = new();

    /// <exception cref="InvalidOperationException">The columns do not fit, said with their names.</exception>
    public static Func<NpgsqlDataReader, T> For(NpgsqlDataReader reader)
    {
        var columns = Enumerable
            .Range(0, reader.FieldCount)
            .Select(i => new Column(i, reader.GetName(i), reader.GetDataTypeName(i)))
            .ToList();
        return Known.GetOrAdd(string.Join(' ', columns), _ => new RowReading(typeof(T), columns).Compile<T>());
    }
}

/// <param name="Type">PostgreSQL's name of it.</param>
internal sealed record Column(int Ordinal, string Name, string Type)
{
    public bool IsJson => Type is "json" or "jsonb";

    public override string ToString() => $"{Name} {Type}";
}

/// <summary>Writes the expression that reads a row; see <see cref="RowMapper{T}"/>.</summary>
internal sealed class RowReading(Type type, IReadOnlyList<Column> columns)
{
    private static readonly MethodInfo IsNull = typeof(NpgsqlDataReader).GetMethod(nameof(NpgsqlDataReader.IsDBNull))!;

    private static readonly MethodInfo Value = typeof(NpgsqlDataReader).GetMethod(
        nameof(NpgsqlDataReader.GetFieldValue)
    )!;

    private static readonly HashSet<Type> Scalars =
    [
        typeof(bool),
        typeof(short),
        typeof(int),
        typeof(long),
        typeof(float),
        typeof(double),
        typeof(decimal),
        typeof(string),
        typeof(Guid),
        typeof(byte[]),
        typeof(DateOnly),
        typeof(TimeOnly),
        typeof(TimeSpan),
        typeof(DateTime),
        typeof(DateTimeOffset),
    ];

    private readonly ParameterExpression _reader = Expression.Parameter(typeof(NpgsqlDataReader), "reader");
    private readonly HashSet<Column> _taken = [];
    private readonly NullabilityInfoContext _nullability = new(); // not safe for use by several threads

    public Func<NpgsqlDataReader, T> Compile<T>()
    {
        var row =
            IsScalar(type) || Listed(type) is not null
                ? Cell(Only(), type, MayBeNull(type) || !type.IsValueType)
                : Record(type, "");
        if (columns.FirstOrDefault(column => !_taken.Contains(column)) is { } left)
        {
            throw Unfit($"nothing of it takes the column {left.Name}");
        }

        return Expression.Lambda<Func<NpgsqlDataReader, T>>(row, _reader).Compile();
    }

    private Column Only() =>
        columns is [var one] ? one : throw Unfit($"one column is expected, there are {columns.Count}");

    private Expression Record(Type record, string prefix)
    {
        var constructor = record
            .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(c => c.GetParameters() is not [var only] || only.ParameterType != record) // the copying one of a record
            .MaxBy(c => c.GetParameters().Length);
        if (constructor is null && !record.IsValueType)
        {
            throw Unfit($"{record.Name} has no constructor");
        }

        var parameters = constructor?.GetParameters() ?? [];
        var made = constructor is null
            ? Expression.New(record)
            : Expression.New(constructor, parameters.Select(parameter => Argument(parameter, prefix)));
        var names = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rest = record
            .GetProperties()
            .Where(property =>
                property.CanWrite && !names.Contains(property.Name) && Has(prefix + Snake(property.Name))
            )
            .Select(property =>
                Expression.Bind(
                    property,
                    Member(
                        property.PropertyType,
                        prefix + Snake(property.Name),
                        Null(_nullability.Create(property), property.PropertyType)
                    )!
                )
            )
            .ToList();
        return rest.Count == 0 ? made : Expression.MemberInit(made, rest);
    }

    private Expression Argument(ParameterInfo parameter, string prefix)
    {
        var name = prefix + Snake(parameter.Name!);
        return Member(parameter.ParameterType, name, Null(_nullability.Create(parameter), parameter.ParameterType))
            ?? (
                parameter.HasDefaultValue
                    ? Expression.Convert(Expression.Constant(parameter.DefaultValue), parameter.ParameterType)
                    : throw Unfit($"{parameter.Member.DeclaringType!.Name}.{parameter.Name} needs a column {name}")
            );
    }

    /// <returns>Null when there is no column for it.</returns>
    private Expression? Member(Type member, string name, bool mayBeNull)
    {
        if (columns.FirstOrDefault(column => column.Name == name) is { } column)
        {
            return Cell(column, member, mayBeNull);
        }

        if (IsScalar(member) || !columns.Any(c => c.Name.StartsWith(name + "_", StringComparison.Ordinal)))
        {
            return null;
        }

        var before = _taken.ToList();
        var part = Expression.Convert(Record(Nullable.GetUnderlyingType(member) ?? member, name + "_"), member);
        return mayBeNull
            ? Expression.Condition(
                _taken.Except(before).Select(c => (Expression)IsNullAt(c)).Aggregate(Expression.AndAlso),
                Expression.Default(member),
                part
            )
            : part;
    }

    private Expression Cell(Column column, Type member, bool mayBeNull)
    {
        _taken.Add(column);
        var known = Nullable.GetUnderlyingType(member) ?? member;
        Expression value =
            known.IsEnum ? Enumerated(column, known)
            : Scalars.Contains(known) ? Field(column, known)
            : column.IsJson ? Json(column, known)
            : Listed(known) is { } element ? List(column, element, known)
            : throw Unfit($"the column {column} makes no {known.Name}");
        value = value.Type == member ? value : Expression.Convert(value, member);
        return mayBeNull ? Expression.Condition(IsNullAt(column), Expression.Default(member), value) : value;
    }

    private MethodCallExpression IsNullAt(Column column) =>
        Expression.Call(_reader, IsNull, Expression.Constant(column.Ordinal));

    private MethodCallExpression Field(Column column, Type of) =>
        Expression.Call(_reader, Value.MakeGenericMethod(of), Expression.Constant(column.Ordinal));

    private UnaryExpression Enumerated(Column column, Type of) =>
        column.Type is "text"
            ? Expression.Convert(
                Expression.Call(
                    typeof(RowReading),
                    nameof(Named),
                    [],
                    Expression.Constant(of, typeof(Type)),
                    Field(column, typeof(string))
                ),
                of
            )
            : Expression.Convert(Field(column, typeof(int)), of);

    private static object Named(Type of, string name) =>
        Enum.Parse(of, name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private MethodCallExpression Json(Column column, Type of) =>
        Expression.Call(typeof(RowReading), nameof(Parse), [of], Field(column, typeof(string)));

    private static TValue Parse<TValue>(string json) =>
        JsonSerializer.Deserialize<TValue>(json, JsonSerializerOptions.Web)!;

    private Expression List(Column column, Type element, Type of)
    {
        if (element.IsEnum)
        {
            var number = column.Type == "smallint[]" ? typeof(short) : typeof(int);
            return Expression.Call(
                typeof(RowReading),
                nameof(Enums),
                [number, element],
                Field(column, number.MakeArrayType())
            );
        }

        var array = Field(column, element.MakeArrayType());
        return of.IsAssignableFrom(array.Type)
            ? array
            : Expression.New(
                typeof(HashSet<>)
                    .MakeGenericType(element)
                    .GetConstructor([typeof(IEnumerable<>).MakeGenericType(element)])!,
                array
            );
    }

    private static TEnum[] Enums<TNumber, TEnum>(TNumber[] numbers)
        where TNumber : struct
        where TEnum : struct, Enum => Array.ConvertAll(numbers, number => (TEnum)Enum.ToObject(typeof(TEnum), number));

    /// <returns>What an array or a collection of scalars holds; null for other types.</returns>
    private static Type? Listed(Type of)
    {
        var element =
            of.IsArray ? of.GetElementType()
            : of.IsGenericType && of.GenericTypeArguments is [var one] ? one
            : null;
        return element is not null && IsScalar(element) ? element : null;
    }

    private static bool IsScalar(Type of)
    {
        var known = Nullable.GetUnderlyingType(of) ?? of;
        return known.IsEnum || Scalars.Contains(known);
    }

    private static bool Null(NullabilityInfo info, Type of) =>
        MayBeNull(of) || (!of.IsValueType && info.WriteState != NullabilityState.NotNull);

    private static bool MayBeNull(Type of) => Nullable.GetUnderlyingType(of) is not null;

    private bool Has(string name) => columns.Any(c => c.Name == name);

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private InvalidOperationException Unfit(string why) =>
        new($"A row ({string.Join(", ", columns)}) makes no {type.Name}: {why}.");
}
