using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Features.Toilets;

/// <summary>A feedback as the page or a kiosk sends it.</summary>
/// <param name="Id">Made by the client.</param>
/// <param name="Code">The scanned code; in the address over HTTP, here over MQTT.</param>
/// <param name="Kind">A <see cref="Facilities.Types.FeedbackKind"/>'s code.</param>
/// <param name="Stars">1 to 5.</param>
/// <param name="Scan">What the page had from the server when it was opened by the code.</param>
/// <param name="ObservedAt">The server's time when left out.</param>
public sealed record FeedbackBody(
    Guid? Id,
    string? Code,
    string? Kind,
    int? Stars,
    string? Words,
    string? Phone,
    IReadOnlyList<PhotoBody>? Photos,
    DateTimeOffset? ObservedAt,
    SentPosition? Position,
    DateTimeOffset? SentAt = null,
    string? Scan = null
)
{
    private const int MaxWordsLength = 1000;

    /// <summary>The checked and normalised content for the facility whose code was scanned.</summary>
    public Result<FeedbackContent> Check(Facility facility)
    {
        if (Id is not { } id)
        {
            return Problems.FieldMissing.Refuse("id is missing; make a fresh UUID.", ("field", "id"));
        }

        if (InputText.Clean(Kind) is not { } kind)
        {
            return Problems.FieldMissing.Refuse("kind is missing.", ("field", "kind"));
        }

        if (Stars is not (>= 1 and <= 5 and var stars))
        {
            return Problems.FieldInvalid.Refuse("stars must be 1 to 5.", ("field", "stars"));
        }

        var words = InputText.Clean(Words);
        if (InputText.TooLong(words, MaxWordsLength, "words") is { } tooLong)
        {
            return tooLong;
        }

        var (phone, badPhone) = PhoneNumber.Check(Phone);
        if (badPhone is not null)
        {
            return badPhone;
        }

        var (photos, badPhotos) = PhotoDeclaration.CheckAll(Photos);
        if (photos is null)
        {
            return badPhotos!;
        }

        return new FeedbackContent(
            facility.Id,
            id,
            kind,
            (short)stars,
            words,
            phone!,
            photos,
            ObservedAt is { } observedAt ? InputTime.Stored(observedAt) : null,
            Position?.Lon,
            Position?.Lat,
            Position?.CoordSystem
        )
        {
            Position = Position?.Check() is { Refusal: null } known ? known.Value.Wgs84 : null,
        };
    }
}

/// <summary>A feedback's content, checked and normalised; also what its repeat is told by (see <see
/// cref="ContentHash"/>).</summary>
/// <param name="Phone">Digits; "" when none was left.</param>
public sealed record FeedbackContent(
    Guid FacilityId,
    Guid Id,
    string Kind,
    short Stars,
    string? Words,
    string Phone,
    IReadOnlyList<PhotoDeclaration> Photos,
    DateTimeOffset? ObservedAt,
    double? Lon,
    double? Lat,
    string? CoordSystem
)
{
    /// <summary>Positions are poor indoors: one that cannot be read counts as none, never as a reason to
    /// refuse.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public LonLat? Position { get; init; }
}

/// <summary>A citizen's phone number: optional, only for calling back, shown masked.</summary>
internal static class PhoneNumber
{
    /// <summary>The number's digits, "" for none; 5 to 15 digits (ITU-T E.164), written as people write them.</summary>
    public static Result<string> Check(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return "";
        }

        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        return
            digits.Length is >= 5 and <= 15
            && typed.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')')
            ? digits
            : Problems.PhoneInvalid.Refuse("phone must have 5 to 15 digits.", ("field", "phone"));
    }

    /// <summary>138****1234: the first three and the last four digits of a mobile number, less of a shorter
    /// one; null where none is kept.</summary>
    /// <param name="phones">Opens it; where it cannot, nothing but that there is one is shown.</param>
    public static string? MaskOf(Feedback feedback, PhoneKeyFile phones) =>
        feedback.SealedPhone is not { } phone ? null
        : phones.Read() is { Refusal: null, Value: var ring } && ring.Open(feedback.Id, phone) is { } digits
            ? Mask(digits)
        : "****";

    internal static string Mask(string digits) =>
        digits.Length >= 11 ? $"{digits[..3]}****{digits[^4..]}" : $"****{digits[^2..]}";
}
