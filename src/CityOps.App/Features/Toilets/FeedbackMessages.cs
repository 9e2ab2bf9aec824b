using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Http;
using CityOps.Ingest;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Toilets;

/// <summary>Feedback of kiosks over MQTT: the same as over HTTP, with the toilet's <c>code</c> in the
/// message.</summary>
public sealed class FeedbackMessages(
    CityOpsDb db,
    PhoneKeyFile phones,
    IOptions<ToiletOptions> options,
    IOptions<JsonOptions> json,
    TimeProvider time
) : IFieldMessageHandler
{
    public string Kind => "feedback";

    public async Task<FieldMessageOutcome> HandleAsync(
        string gatewayId,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    )
    {
        var (body, unreadable) = FieldMessage.Read<FeedbackBody>(payload, json.Value.SerializerOptions);
        if (body is null)
        {
            return FieldMessage.Rejected(unreadable!);
        }

        if (body.Code is null)
        {
            return FieldMessage.Rejected(Problems.FieldMissing.Refuse("code is missing.", ("field", "code")));
        }

        var (qr, foreign) = await QrCodes.ReadAsync(db, body.Code, cancellationToken);
        if (qr is null)
        {
            return FieldMessage.Rejected(foreign!);
        }

        var facility = await db.Facilities.AsNoTracking().SingleAsync(f => f.Id == qr.FacilityId, cancellationToken);
        var kind = await db.FeedbackKinds.FindAsync(
            [facility.Type, InputText.Clean(body.Kind) ?? ""],
            cancellationToken
        );
        var notPermitted = await GatewayRights.RefuseAsync(
            db,
            gatewayId,
            kind?.CategoryCode,
            () => Task.FromResult(facility.TownCode),
            cancellationToken
        );
        if (notPermitted is { } refused)
        {
            return refused;
        }

        var (received, refusal) = await ReceiveFeedback.RunAsync(
            db,
            phones,
            options.Value,
            FeedbackOrigin.Kiosk,
            qr,
            body,
            time.GetUtcNow(),
            cancellationToken
        );
        return received switch
        {
            null => FieldMessage.Rejected(refusal!),
            { IsNew: true } => FieldMessageOutcome.Stored,
            _ => FieldMessageOutcome.Duplicate,
        };
    }
}
