using System.Net.Sockets;
using Npgsql;

namespace CityOps.App.Database.Embedded;

internal enum ProbeResult
{
    Well,

    /// <summary>It runs but takes no connection now: starting, recovering, or all connections in use.</summary>
    Busy,

    /// <summary>A fresh backend can't load PostGIS or plpgsql: the packages were replaced under the running
    /// server.</summary>
    LibrariesDoNotLoad,

    Unreachable,
}

/// <summary>Asks a server how it is, on a connection of its own: only a fresh backend loads libraries anew.</summary>
internal static class Probe
{
    // What every write needs: PostGIS for places, plpgsql for the triggers.
    private static readonly string[] Libraries = ["load '$libdir/postgis-3'", "do $$ begin null; end $$"];

    private static readonly TimeSpan SocketAppearsWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);

    public static async Task<ProbeResult> RunAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        try
        {
            await connection.OpenAsync(ct);
        }
        catch (PostgresException)
        {
            return ProbeResult.Busy;
        }
        catch (NpgsqlException refused)
        {
            return refused.InnerException is TimeoutException ? ProbeResult.Busy : ProbeResult.Unreachable;
        }
        catch (SocketException)
        {
            return ProbeResult.Unreachable;
        }

        try
        {
            foreach (var library in Libraries)
            {
                await using var load = new NpgsqlCommand(library, connection);
                await load.ExecuteNonQueryAsync(ct);
            }

            return ProbeResult.Well;
        }
        catch (PostgresException refused)
            when (refused.SqlState.StartsWith("57", StringComparison.Ordinal)
                || refused.SqlState.StartsWith("53", StringComparison.Ordinal) // no room, no connection left
            )
        {
            return ProbeResult.Busy;
        }
        catch (PostgresException)
        {
            return ProbeResult.LibrariesDoNotLoad;
        }
        catch (NpgsqlException)
        {
            return ProbeResult.Unreachable;
        }
    }

    /// <summary>Waits through start-up and recovery of a running server, which may take minutes after a
    /// crash.</summary>
    /// <param name="socketExists">Whether the server's socket is there; one that was swept away never comes back by
    /// itself.</param>
    public static async Task<ProbeResult> WhenReadyAsync(
        string connectionString,
        Func<bool> socketExists,
        CancellationToken ct
    )
    {
        for (var waited = TimeSpan.Zero; ; waited += RetryEvery)
        {
            var result = await RunAsync(connectionString, ct);
            var isDecided =
                result is ProbeResult.Well or ProbeResult.LibrariesDoNotLoad
                || (result is ProbeResult.Unreachable && !socketExists() && waited > SocketAppearsWithin)
                || waited > TimeSpan.FromMinutes(10);
            if (isDecided)
            {
                return result;
            }

            await Task.Delay(RetryEvery, ct);
        }
    }

    /// <summary>The running server's version, such as <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    public static async Task<string> VersionAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync(ct);
        await using var show = new NpgsqlCommand("show server_version", connection);
        return (string)(await show.ExecuteScalarAsync(ct))!;
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            Timeout = 5,
            CommandTimeout = 30,
        }.ConnectionString;
}
