using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Features.Reports;

/// <summary>A report as it came, checked as far as it can be by itself.</summary>
/// <param name="SentAt">By the device's clock; no part of the content.</param>
/// <param name="ReceivedAt">The server's time.</param>
public sealed record SentReport(
    Guid Id,
    ReportContent Content,
    byte[] ContentSha256,
    DateTimeOffset? SentAt,
    Reporter Reporter,
    DateTimeOffset ReceivedAt
)
{
    /// <summary>See <see cref="ContentHash.WithNulls"/>.</summary>
    public byte[]? WithNullsSha256 { get; init; }

    /// <summary>The photos that came in the same request.</summary>
    public IReadOnlyList<ArrivedPhoto> Arrived { get; init; } = [];

    public static Result<SentReport> Of(Guid id, ReportBody body, Reporter reporter, DateTimeOffset now)
    {
        if (body.Id is { } inBody && inBody != id)
        {
            return Problems.FieldInvalid.Refuse($"The body says id {inBody}, the address {id}.", ("field", "id"));
        }

        var (content, refusal) = body.Checked();
        return content is null
            ? refusal!
            : new SentReport(id, content, ContentHash.Of(content), body.SentAt, reporter, InputTime.Stored(now))
            {
                WithNullsSha256 = ContentHash.WithNulls(body.Answers) is JsonObject answers
                    ? ContentHash.Of(content with { Answers = answers })
                    : null,
            };
    }

    /// <summary>When it was seen, as far as that can be told.</summary>
    public DeviceTime Time(FlagOptions flags) =>
        DeviceTime.Judge(Content.ObservedAt, SentAt, Content.FixedAt, ReceivedAt, flags.OldestSeen);

    /// <summary>The report to store.</summary>
    /// <param name="organisation">The reporter's; of a camera the category's, or else the bureau.</param>
    /// <param name="categoryLeftAt">When its category was retired or split; null for one that is in use.</param>
    public Report Compose(
        CityTown town,
        string organisation,
        JsonDocument answers,
        FormAnswers form,
        FlagOptions flags,
        DateTimeOffset? categoryLeftAt = null
    )
    {
        var time = Time(flags);
        var report = new Report
        {
            Id = Id,
            Source = Reporter.Source,
            PatrolId = Content.PatrolId,
            CategoryCode = Content.Category,
            OrganisationCode = organisation,
            OfficerId = Reporter.OfficerId,
            GatewayId = Reporter.GatewayId,
            RawLon = Content.Lon,
            RawLat = Content.Lat,
            CoordSystem = Content.CoordSystem,
            AccuracyMetres = Content.AccuracyMetres,
            Position = Content.Position.Wgs84.ToPoint(),
            TownCode = town.Code,
            ObservedAt = InputTime.Stored(time.At),
            DeviceObservedAt = time.DeviceReportedAt,
            FixedAt = Content.FixedAt,
            SentAt = SentAt is { } sent ? InputTime.Stored(sent) : null,
            IsMocked = Content.IsMock is true,
            ReceivedAt = ReceivedAt,
            Description = Content.Description,
            Answers = answers,
            FormCode = form.Form,
            FormVersion = form.Version,
            AboutFacilityId = form.FacilityId,
            Leftovers = [.. form.Leftovers],
            Outcome = Content.Outcome,
            ContentSha256 = ContentSha256,
        };
        report.Flag(FlagReason.Of(Content, time, town, categoryLeftAt));
        return report;
    }
}
