using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// Many rows of an entity in one statement that is the same however many there are, so that it is prepared once: an
/// array for each column, <c>insert … select … from unnest</c>. Columns, types and conversions are those of the
/// entity's mapping, so a property that is added there is written here too. The rows are written in the order given.
/// </summary>
internal sealed class InsertRows<T>
    where T : class
{
    private readonly Column[] _columns;
    private readonly string _sql;

    public InsertRows(IModel model)
    {
        var entity = model.FindEntityType(typeof(T))!;
        _columns = [.. entity.GetProperties().Where(p => !p.IsShadowProperty()).Select(p => new Column(p))];
        var names = _columns.Select(c => $"\"{c.Name}\"").ToList();
        var arrays = _columns.Select((c, i) => $"${i + 1}::{c.SentType}[]");
        _sql = $"""
            insert into "{entity.GetTableName()}" ({string.Join(", ", names)})
            select {string.Join(", ", _columns.Select(c => c.Read))}
            from unnest({string.Join(", ", arrays)}) with ordinality r ({string.Join(", ", names)}, n_)
            order by n_
            """;
    }

    public NpgsqlBatchCommand Command(IReadOnlyList<T> rows)
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var column in _columns)
        {
            command.Parameters.Add(column.Of(rows));
        }

        return command;
    }

    /// <summary>
    /// One column and how its values are sent. A row's own array, which unnest would take apart, is sent as JSON.
    /// </summary>
    private sealed class Column
    {
        private readonly IClrPropertyGetter _getter;
        private readonly Func<object?, object?>? _convert;
        private readonly Type _element;

        public Column(IProperty property)
        {
            Name = property.GetColumnName();
            _getter = property.GetGetter();
            var mapping = property.GetRelationalTypeMapping();
            var stored = mapping.StoreType.Split('(')[0];
            var isArray = stored.EndsWith("[]", StringComparison.Ordinal);
            SentType = isArray ? "jsonb" : stored;
            Read = isArray ? $"array(select jsonb_array_elements_text(r.\"{Name}\"))::{stored}" : $"r.\"{Name}\"";
            if (isArray)
            {
                (_element, _convert) = (typeof(string), value => JsonSerializer.Serialize(value));
            }
            else if (property.ClrType == typeof(JsonDocument))
            {
                (_element, _convert) = (typeof(string), value => ((JsonDocument)value!).RootElement.GetRawText());
            }
            else
            {
                var type = mapping.Converter?.ProviderClrType ?? property.ClrType;
                _element =
                    type.IsValueType && Nullable.GetUnderlyingType(type) is null
                        ? typeof(Nullable<>).MakeGenericType(type)
                        : type;
                _convert = mapping.Converter?.ConvertToProvider;
            }
        }

        public string Name { get; }

        public string SentType { get; }

        public string Read { get; }

        public NpgsqlParameter Of(IReadOnlyList<T> rows)
        {
            var values = Array.CreateInstance(_element, rows.Count);
            for (var i = 0; i < rows.Count; i++)
            {
                var value = _getter.GetClrValue(rows[i]);
                values.SetValue(value is null || _convert is null ? value : _convert(value), i);
            }

            return new NpgsqlParameter { Value = values, DataTypeName = SentType + "[]" };
        }
    }
}
