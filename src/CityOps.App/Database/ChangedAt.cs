using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Database;

/// <summary>
/// Column changed_at of reference data, which the database keeps (sql/functions/changed_at.sql): when a row last
/// changed.
/// </summary>
internal static class ChangedAt
{
    public const string Column = "ChangedAt";

    /// <summary>
    /// The longest that a transaction is expected to take. A change is visible from its commit on but has the time from
    /// before it, so whoever asks within that time after a change is given it again.
    /// </summary>
    private static readonly TimeSpan MaxCommit = TimeSpan.FromMinutes(5);

    public static void KeepsChangedAt<T>(this EntityTypeBuilder<T> rows)
        where T : class => rows.Property<DateTimeOffset>(Column).ValueGeneratedOnAddOrUpdate();

    /// <summary>Those that changed since an instant; all where none is named.</summary>
    public static IQueryable<T> ChangedSince<T>(this IQueryable<T> rows, DateTimeOffset? since)
        where T : class
    {
        if (since is null)
        {
            return rows;
        }

        var from = From(since.Value);
        return rows.Where(row => EF.Property<DateTimeOffset>(row, Column) >= from);
    }

    /// <summary>From when on what changed is told to who asks for what changed since an instant.</summary>
    public static DateTimeOffset From(DateTimeOffset since) =>
        since.UtcTicks > MaxCommit.Ticks ? since.ToUniversalTime() - MaxCommit : since.ToUniversalTime();
}
