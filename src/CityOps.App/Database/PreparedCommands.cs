using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CityOps.App.Database;

/// <summary>
/// Prepares what comes again and again as the same few statements: all that a context saves, and queries by key that
/// say so by <see cref="Prepared"/>. Planning them costs a case's step more than running them. Lists narrowed to this
/// or that are planned for the values at hand. Npgsql's own automatic preparing is not used: a value that the server
/// refuses while it prepares leaves the statement without its columns, and the next answer on that connection cannot be
/// read.
/// </summary>
internal static class PreparedCommands
{
    private const string Tag = "prepared";

    internal static IInterceptor Interceptor { get; } = new Preparing();

    /// <summary>Its statement is prepared; for queries whose text is one of a few and whose plan is the same whatever
    /// the values.</summary>
    public static IQueryable<T> Prepared<T>(this IQueryable<T> query) => query.TagWith(Tag);

    private sealed class Preparing : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (
                eventData.CommandSource == CommandSource.SaveChanges
                || command.CommandText.StartsWith($"-- {Tag}", StringComparison.Ordinal)
            )
            {
                await command.PrepareAsync(cancellationToken);
            }

            return result;
        }
    }
}
