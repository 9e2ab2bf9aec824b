using System.Security.Cryptography;
using CityOps.App.Features.Accounts;
using Microsoft.Net.Http.Headers;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Maps;

/// <summary>Makes a Mapbox Vector Tile (version 2.1) in the database, of what the caller may see.</summary>
public static class ReadTile
{
    public const string MediaType = "application/vnd.mapbox-vector-tile";

    /// <summary>Up to this zoom cases are counted by cell; from the next on they are points.</summary>
    private const int DeepestCellZoom = 13;

    /// <summary>More points than a tile can show apart.</summary>
    private const int MostPoints = 10_000;

    /// <returns>The tile; empty where there is nothing.</returns>
    public static async Task<byte[]> RunAsync(
        MapDatabase database,
        TileAddress tile,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = database.Command(QueryFor(tile));
        command.Parameters.AddWithValue("z", tile.Z);
        command.Parameters.AddWithValue("x", tile.X);
        command.Parameters.AddWithValue("y", tile.Y);
        command.Parameters.AddCuts(caller);
        command.Parameters.AddWithValue("most", MostPoints);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        return await command.ExecuteScalarAsync(ct) as byte[] ?? [];
    }

    public static EntityTagHeaderValue EntityTag(byte[] tile) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(tile).AsSpan(0, 8))}\"");

    /// <summary>The organisation and town that the caller is cut to, null for none.</summary>
    internal static void AddCuts(this NpgsqlParameterCollection parameters, Caller caller)
    {
        parameters.Add(
            new("organisation", NpgsqlDbType.Text) { Value = (object?)caller.VisibleOrganisation ?? DBNull.Value }
        );
        parameters.Add(new("town", NpgsqlDbType.Text) { Value = (object?)caller.VisibleTown ?? DBNull.Value });
    }

    private static string QueryFor(TileAddress tile) =>
        tile switch
        {
            { Layer: "cases", Z: > DeepestCellZoom } => "case_points",
            { Layer: "cases" } => "case_cells",
            _ => tile.Layer,
        };
}
