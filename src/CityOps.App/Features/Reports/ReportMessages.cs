using CityOps.App.Database;
using CityOps.App.Features.Gateways;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.Ingest;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Reports;

/// <summary>Reports of cameras and other systems over MQTT: the same report as over HTTP, with its <c>id</c> in the
/// message.</summary>
public sealed class ReportMessages(
    CityOpsDb db,
    ReportCommitter committer,
    IOptions<JsonOptions> json,
    IOptions<FlagOptions> flags,
    TimeProvider time
) : IFieldMessageHandler
{
    public string Kind => "reports";

    public async Task<FieldMessageOutcome> HandleAsync(
        string gatewayId,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    )
    {
        var (body, unreadable) = FieldMessage.Read<ReportBody>(payload, json.Value.SerializerOptions);
        if (body is null)
        {
            return FieldMessage.Rejected(unreadable!);
        }

        if (body.Id is not { } id)
        {
            return FieldMessage.Rejected(Problems.FieldMissing.Refuse("id is missing.", ("field", "id")));
        }

        var (sent, unfit) = SentReport.Of(id, body, Reporter.OfGateway(gatewayId), time.GetUtcNow());
        if (sent is null)
        {
            return FieldMessage.Rejected(unfit!);
        }

        var notPermitted = await GatewayRights.RefuseAsync(
            db,
            gatewayId,
            sent.Content.Category,
            async () =>
            {
                var (town, _) = await CityTown.FindAsync(db, sent.Content.Position, cancellationToken);
                return town?.Code;
            },
            cancellationToken
        );
        if (notPermitted is { } refused)
        {
            return refused;
        }

        var (received, refusal) = await ReceiveReport.RunAsync(db, committer, sent, flags.Value, cancellationToken);
        return received switch
        {
            null => FieldMessage.Rejected(refusal!),
            { IsNew: true } => FieldMessageOutcome.Stored,
            _ => FieldMessageOutcome.Duplicate,
        };
    }
}
