using CityOps.App.Database;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Implemented by each slice whose records have photos: whether the caller may see one of those records. A photo is
/// shown as soon as one slice says yes.
/// </summary>
public interface IPhotoScope
{
    /// <param name="sha256">Of the photo.</param>
    /// <param name="subjects">Ids of the records that show it, of any slice.</param>
    Task<bool> ShowsAsync(
        CityOpsDb db,
        byte[] sha256,
        IReadOnlyList<Guid> subjects,
        Caller caller,
        CancellationToken ct
    );
}
