using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Works out what photos look like that have arrived, and where they were taken, after their arrival was answered:
/// nobody waits for a decoder. Safe to run twice and
/// at once; photos that it was stopped at are looked at by the next round.
/// </summary>
public sealed class LookAtPhotos(NpgsqlDataSource database, PhotoStore store)
{
    /// <summary>Photos in one transaction.</summary>
    private const int AtOnce = 20;

    /// <summary>
    /// Looks at photos until there is none, or so many that whoever waits for something else of this process has waited
    /// long enough.
    /// </summary>
    /// <returns>How many were looked at.</returns>
    public async Task<int> RunAsync(int most, CancellationToken ct)
    {
        var looked = 0;
        for (var some = AtOnce; looked < most && some > 0; looked += some)
        {
            some = await LookAsync(ct);
        }

        return looked;
    }

    private async Task<int> LookAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var due = new NpgsqlCommand(
            """
            delete from photo_look_due
            where ctid = any (array(select ctid from photo_look_due limit @most for update skip locked))
            returning sha256
            """,
            connection
        ).With("most", AtOnce);
        var photos = await due.ListAsync<byte[]>(ct);
        if (photos.Count == 0)
        {
            return 0;
        }

        // One after the other: what people wait for has the other processors.
        var files = photos.ConvertAll(sha256 => store.Original(Convert.ToHexStringLower(sha256)));
        var looks = files.ConvertAll(PhotoLook.Of);
        var places = files.ConvertAll(PhotoPlace.Read);
        await using var note = new NpgsqlCommand(Sql.Text("queries/photos/note_looks"), connection)
            .With("photos", photos.ToArray())
            .With("hashes", looks.Select(look => look.Hash).ToArray())
            .With("damaged", looks.Select(look => look.IsDamaged).ToArray())
            .With("lon", places.Select(place => place?.Lon).ToArray())
            .With("lat", places.Select(place => place?.Lat).ToArray());
        await note.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return photos.Count;
    }
}
