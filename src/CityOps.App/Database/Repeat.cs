using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// Phones send what they already sent, sometimes twice at once. A write that lost the race against its own repeat, or
/// against another step of the same case, is run again on a clean slate and then finds what the other one stored.
/// </summary>
public static class Repeat
{
    private const int Attempts = 3;

    /// <param name="work">Reads, decides and saves, in a transaction of its own if it needs one.</param>
    public static async Task<T> OnConflictAsync<T>(CityOpsDb db, Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception conflict) when (attempt < Attempts && IsRace(conflict))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    // EF wraps a deadlock in its advice to retry; a query of our own throws it as it is.
    private static bool IsRace(Exception error) =>
        error switch
        {
            DbUpdateConcurrencyException => true,
            DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } } =>
                true,
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected } => true,
            DbUpdateException or InvalidOperationException => error.InnerException is PostgresException inner
                && IsRace(inner),
            _ => false,
        };
}
