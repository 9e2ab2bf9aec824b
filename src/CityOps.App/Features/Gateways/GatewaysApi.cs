using CityOps.App.Features.Accounts;
using CityOps.App.Features.Gateways.Terminals;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.Ingest;
using CityOps.Ingest.Profiles;

namespace CityOps.App.Features.Gateways;

/// <summary>The operators' side of ingest: gateways with their counts and rights, commands to them, and what was not
/// accepted of them.</summary>
public static class GatewaysApi
{
    public static void MapGateways(this IEndpointRouteBuilder routes)
    {
        var gateways = routes.MapGroup("/api/v1/gateways").WithTags("gateways");
        gateways
            .MapGet("", ListGateways.RunAsync)
            .Allow("gateways.read")
            .Produces<Page<GatewayItem>>()
            .WithSummary(
                "Gateways by id: connection, what was accepted, repeated and rejected by reason, clock; ?since, the last 7 days by default"
            );
        gateways
            .MapGet("/{id}", ListGateways.OneAsync)
            .Refuses(Problems.GatewayNotFound)
            .Allow("gateways.read")
            .Produces<GatewayItem>()
            .WithSummary("One gateway");
        gateways
            .MapPost("", AddGateway.RunAsync)
            .Refuses(Problems.FieldInvalid)
            .Allow("gateways.change")
            .Produces<GatewaySecret>(StatusCodes.Status201Created)
            .WithSummary("Make a gateway, {id, name}; the answer holds its secret, this once");
        gateways
            .MapPost("/{id}/secret", AddGateway.NewSecretAsync)
            .Refuses(Problems.FieldInvalid, Problems.GatewayNotFound)
            .Allow("gateways.change")
            .Produces<GatewaySecret>()
            .WithSummary(
                "Give it a new secret; the old one is taken for ?overlapHours more (0 by default), then connections made with it are closed"
            );
        gateways
            .MapPut("/{id}", PutGateway.RunAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.GatewayNotFound)
            .Allow("gateways.change")
            .Produces<GatewayItem>()
            .WithSummary(
                "Change its name, whether it is in service, what it may send and the towns whose alerts it may hear; takes effect at once, also on its connections"
            );
        gateways
            .MapPost("/{id}/commands", SendCommand.RunAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.GatewayNotFound)
            .Allow("gateways.command")
            .Produces<CommandItem>(StatusCodes.Status201Created)
            .WithSummary(
                "Send a command, {command, expiresAt?}: kept until the gateway has acknowledged it on cityops/v1/{gateway}/commands"
            );
        gateways
            .MapGet("/{id}/commands", SendCommand.ListAsync)
            .Allow("gateways.read")
            .Produces<Page<CommandItem>>()
            .WithSummary("Its commands with what became of them, the newest first");
        gateways
            .MapDelete("/{id}/commands/{command:guid}", SendCommand.CancelAsync)
            .Refuses(Problems.CommandNotFound, Problems.CommandAcknowledged)
            .Allow("gateways.command")
            .Produces<CommandItem>()
            .WithSummary("Cancel a command that is not acknowledged yet");

        gateways
            .MapGet("/{id}/sl651", Sl651Station.ReadAsync)
            .Refuses(Problems.GatewayNotFound)
            .Allow("gateways.read")
            .Produces<Sl651StationItem>()
            .WithSummary(
                "Its SL 651 station: address, which of its elements is which sensor, and what it said last in each"
            );
        gateways
            .MapPut("/{id}/sl651", Sl651Station.PutAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.GatewayNotFound)
            .Allow("gateways.change")
            .Produces<Sl651StationItem>()
            .WithSummary(
                "Make it an SL 651 station, or change that: address, password, and the sensors of its elements"
            );
        gateways
            .MapDelete("/{id}/sl651", Sl651Station.DeleteAsync)
            .Refuses(Problems.GatewayNotFound)
            .Allow("gateways.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("It is an SL 651 station no more; it stays a gateway");

        gateways
            .MapGet("/{id}/terminal", GatewayTerminal.ReadAsync)
            .Refuses(Problems.GatewayNotFound)
            .Allow("gateways.read")
            .Produces<TerminalItem>()
            .WithSummary(
                "What reads its own format: payload profile, its own number, and which of our sensors its numbers are"
            );
        gateways
            .MapGet("/{id}/payloads", GatewayTerminal.HeardAsync)
            .Refuses(Problems.GatewayNotFound)
            .Allow("rejections.read")
            .Produces<Page<HeardPayload>>()
            .WithSummary("Its latest messages in a format of its own, as they came and as they are read now");
        gateways
            .MapPut("/{id}/terminal", GatewayTerminal.PutAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.GatewayNotFound,
                Problems.PayloadProfileNotFound,
                Problems.Conflict
            )
            .Allow("gateways.change")
            .Produces<TerminalItem>()
            .WithSummary("Say which payload profile reads it, and which of our sensors its numbers are");
        gateways
            .MapDelete("/{id}/terminal", GatewayTerminal.DeleteAsync)
            .Refuses(Problems.GatewayNotFound)
            .Allow("gateways.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("It speaks no format of its own any more; it stays a gateway");

        MapPayloadProfiles(routes);
        routes
            .MapGet("/api/v1/refused-connections", ListRefused.RunAsync)
            .WithTags("gateways")
            .Allow("gateways.read")
            .Produces<Page<RefusedConnection>>()
            .WithSummary("Who was not let in at the uplink, and why, the latest first; the latest 1000 are kept");

        var rejected = routes.MapGroup("/api/v1/rejected-messages").WithTags("gateways");
        rejected
            .MapGet("", ListRejected.RunAsync)
            .AuditsReading("payloads.seen")
            .Allow("rejections.read")
            .Produces<Page<RejectedItem>>()
            .WithSummary(
                "What was not accepted, the newest first; ?gateway&reason&from&to&replay (none, pending, accepted, duplicate, rejected)"
            );
        rejected
            .MapGet("/{id:guid}", ListRejected.OneAsync)
            .AuditsReading("payloads.seen")
            .Refuses(Problems.RejectedMessageNotFound)
            .Allow("rejections.read")
            .Produces<RejectedMessage>()
            .WithSummary("One of them, its payload complete");
        rejected
            .MapPost("/{id:guid}/replay", ReplayRejectedMessages.OneAsync)
            .Refuses(Problems.RejectedMessageNotFound, Problems.AlreadyReplayed)
            .Allow("rejections.replay")
            .Produces<RejectedItem>(StatusCodes.Status202Accepted)
            .WithSummary("Try it again, after a mend; the outcome comes on its replay");
        rejected
            .MapPost("/replay", ReplayRejectedMessages.ManyAsync)
            .Allow("rejections.replay")
            .Produces<ReplayAnswer>(StatusCodes.Status202Accepted)
            .WithSummary(
                "Try all of a filter again that have not been accepted since: {gateway?, reason?, from?, to?}"
            );
    }

    /// <summary>Where IoT platforms push to, in the ingest role.</summary>
    public static void MapPush(this IEndpointRouteBuilder routes)
    {
        var push = routes.MapGroup(ReadingIntake.PushPath + "{platform}").WithTags("gateways");
        push.MapPost("", PostPush.RunAsync)
            .Refuses(Problems.WrongCredentials, Problems.Forbidden, Problems.TooManyRequests)
            .AllowAnonymous() // the platform's token or signature instead of an account; checked by the use case
            .ReadsBody("application/json", "text/plain")
            .Produces<PushAnswer>()
            .WithSummary("Take what an IoT platform pushes, read by the payload profile of the gateway that it is")
            .WithDescription(
                """
                The platform proves itself as its documents say: by a token in the address or a header (CTWing and others),
                by a signature in the body (OneNET) or in the headers (IoTDA). The answer comes after the commit; sending the
                same again is harmless.
                """
            );
        push.MapGet("", PostPush.EchoAsync)
            .Refuses(Problems.WrongCredentials)
            .AllowAnonymous() // OneNET tries the address with its signature
            .Produces<string>(contentType: "text/plain")
            .WithSummary("Answer a OneNET platform that tries the address with the message that it sent");
    }

    private static void MapPayloadProfiles(IEndpointRouteBuilder routes)
    {
        var profiles = routes.MapGroup("/api/v1/payload-profiles").WithTags("gateways");
        profiles
            .MapGet("", PayloadProfiles.ListAsync)
            .Allow("gateways.read")
            .Produces<Page<PayloadProfileItem>>()
            .WithSummary(
                "How terminals' own formats are read: the profiles that come with the program, and the city's"
            );
        profiles
            .MapGet("/{code}", PayloadProfiles.OneAsync)
            .Refuses(Problems.PayloadProfileNotFound)
            .Allow("gateways.read")
            .Produces<PayloadProfileItem>()
            .WithSummary("One of them");
        profiles
            .MapPut("/{code}", PayloadProfiles.PutAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid)
            .Allow("gateways.change")
            .Produces<PayloadProfileItem>()
            .WithSummary("Write a profile, or change one; the next message is read by it");
        profiles
            .MapDelete("/{code}", PayloadProfiles.DeleteAsync)
            .Refuses(Problems.PayloadProfileNotFound, Problems.PayloadProfileInUse, Problems.Conflict)
            .Allow("gateways.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Delete a profile; one that came with the program is again what it was");
        profiles
            .MapPost("/try", TryProfile.RunAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.GatewayNotFound,
                Problems.PayloadProfileNotFound
            )
            .Allow("gateways.read")
            .Produces<TrialAnswer>()
            .WithSummary(
                "Read a sample without storing anything: what each reading would be, or which path failed and why"
            );
    }
}
