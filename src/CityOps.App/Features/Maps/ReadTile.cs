using System.Security.Cryptography;
using CityOps.App.Features.Accounts;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Maps;

/// <summary>Makes a Mapbox Vector Tile (version 2.1) in the database, of what the caller may see.</summary>
public static class ReadTile
{
    public const string MediaType = "application/vnd.mapbox-vector-tile";

    /// <summary>More points than a tile can show apart.</summary>
    private const int MaxPoints = 10_000;

    /// <param name="types">Of facilities; null for all.</param>
    /// <returns>The tile; empty where there is nothing.</returns>
    public static async Task<byte[]> RunAsync(
        MapDatabase database,
        TileAddress tile,
        string[]? types,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = database
            .Command(tile.Layer.QueryAt(tile.Z))
            .With("z", tile.Z)
            .With("x", tile.X)
            .With("y", tile.Y)
            .With("most", MaxPoints)
            .With("types", types)
            .With("now", now);
        command.Parameters.AddRange(Scope.Of(caller).Parameters());
        return await command.FindAsync<byte[]>(ct) ?? [];
    }

    public static EntityTagHeaderValue EntityTag(byte[] tile) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(tile).AsSpan(0, 8))}\"");
}
