using System.Net.Sockets;
using Npgsql;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Tells "the database can't take anything now" from "it can't take this row". Only what names the row's own content is
/// held
/// against the row; everything else is waited out, because waiting loses nothing and giving up might.
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
    public static bool IsTaken(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The batch holds a row that the database will never take.</summary>
    public static bool IsPoison(Exception exception) =>
        exception is PostgresException postgres
        && postgres.SqlState != PostgresErrorCodes.UniqueViolation
        && RowClasses.Any(prefix => postgres.SqlState.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The database is away, overloaded, read-only or full.</summary>
    public static bool Is(Exception exception) =>
        !IsPoison(exception) && exception is NpgsqlException or SocketException or IOException or TimeoutException;
}
