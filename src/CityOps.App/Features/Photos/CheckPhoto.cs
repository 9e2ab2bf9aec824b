using CityOps.App.Http;

namespace CityOps.App.Features.Photos;

/// <summary>Tells by its bytes whether a file is a photo that is taken. What it looks like is worked out later (<see
/// cref="LookAtPhotos"/>).</summary>
public static class CheckPhoto
{
    /// <summary>A photo's kind and what its header says.</summary>
    public sealed record Checked(string MediaType, DateTimeOffset? TakenAt);

    /// <param name="file">Read from its start; its position afterwards is anywhere.</param>
    public static async Task<Result<Checked>> RunAsync(FileStream file, CancellationToken ct)
    {
        file.Position = 0;
        var head = new byte[PhotoType.HeadLength];
        var headLength = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (PhotoType.Of(head.AsSpan(0, headLength)) is not { } mediaType)
        {
            return Problems.PhotoTypeUnsupported.Refuse(
                "The bytes are no photo of a kind that is taken.",
                ("allowed", PhotoType.All)
            );
        }

        var header = PhotoHeader.Read(file.Name);
        if (header.Pixels > PhotoType.MaxPixels)
        {
            return Problems.PhotoTooManyPixels.Refuse(
                $"The photo unfolds to {header.Pixels} pixels; {PhotoType.MaxPixels} are the most.",
                ("maxPixels", PhotoType.MaxPixels)
            );
        }

        return header.Pixels is null && (mediaType != PhotoType.Heic || !HeifBoxes.AreWhole(file))
            ? Problems.PhotoUnreadable.Refuse(
                $"The file begins like {mediaType}, and no picture can be read from it.",
                ("mediaType", mediaType)
            )
            : new Checked(mediaType, header.TakenAt);
    }
}
