using System.Net.Sockets;
using Npgsql;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Distinguishes "the database can't store anything now" from "it can't store this row". Only an error about the row's
/// own content rejects the row; everything else is retried, because waiting loses nothing and giving up might.
/// </summary>
internal static class Outage
{
    private static readonly string[] RowClasses =
    [
        "22", // data exception
        "23", // integrity constraint violation
        "54", // program limit exceeded
        "P0", // raised by a function
    ];

    /// <summary>The key is in the table already, or is being written by another transaction.</summary>
    public static bool IsUniqueViolation(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The batch holds a row that the database will never store.</summary>
    public static bool IsPoison(Exception exception) =>
        exception is PostgresException postgres
        && postgres.SqlState != PostgresErrorCodes.UniqueViolation
        && RowClasses.Any(prefix => postgres.SqlState.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The database is unreachable, overloaded, read-only or full.</summary>
    public static bool Is(Exception exception) =>
        !IsPoison(exception) && exception is NpgsqlException or SocketException or IOException or TimeoutException;
}
