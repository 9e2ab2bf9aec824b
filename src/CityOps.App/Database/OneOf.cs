using System.Linq.Expressions;

namespace CityOps.App.Database;

/// <summary>Narrows a list to the records with one of some values.</summary>
internal static class OneOf
{
    /// <param name="value">Of a record.</param>
    /// <param name="values">A single one is asked for by "=": an index on it and on the list's order then ends at the
    /// page's last row.</param>
    public static IQueryable<T> WhereOneOf<T>(
        this IQueryable<T> records,
        Expression<Func<T, string?>> value,
        string[] values
    )
    {
        var one = values.Length == 1 ? values[0] : null;
        Expression condition = one is not null
            ? Expression.Equal(value.Body, Held(() => one))
            : Expression.Call(
                typeof(Enumerable),
                nameof(Enumerable.Contains),
                [typeof(string)],
                Held(() => values),
                value.Body
            );
        return records.Where(Expression.Lambda<Func<T, bool>>(condition, value.Parameters));

        // As a parameter of the query, not written out in it.
        static Expression Held<TValue>(Expression<Func<TValue>> held) => held.Body;
    }
}
