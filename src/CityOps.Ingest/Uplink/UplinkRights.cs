using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using CityOps.Ingest.Directory;
using Microsoft.Extensions.Logging;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace CityOps.Ingest.Uplink;

/// <summary>Who may connect, and who may subscribe to what.</summary>
internal sealed class UplinkRights(
    GatewayAuthentication authentication,
    GatewayDirectory directory,
    ILogger<UplinkRights> logger
)
{
    // A session belongs to the gateway that made it: MQTTnet knows sessions by client id alone, which anybody may
    // choose.
    private readonly ConcurrentDictionary<string, string> _sessionOwners = [];

    /// <summary>A CONNECT is accepted from a gateway that is known, in service and knows its secret.</summary>
    public async Task ValidateAsync(ValidatingConnectionEventArgs connect)
    {
        var channel = (UplinkChannel)connect.ChannelAdapter;
        var (gateway, reason) = await AuthenticateAsync(connect);
        if (gateway is null)
        {
            connect.ReasonCode = reason;
            logger.LogInformation("Refused a connection from {Remote}: {Reason}", channel.RemoteEndPoint, reason);
            return;
        }

        if (
            channel.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { } name
            && name != gateway.Id
        )
        {
            connect.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            logger.LogInformation("Gateway {Gateway} showed the certificate of another one", gateway.Id);
            return;
        }

        if (channel.BringsRetainedWill)
        {
            connect.ReasonCode = MqttConnectReasonCode.RetainNotSupported; // [MQTT-3.2.2-13]
            return;
        }

        var clientId = connect.ClientId;
        if (string.IsNullOrEmpty(clientId) && connect.ProtocolVersion == MqttProtocolVersion.V500)
        {
            clientId = connect.AssignedClientIdentifier = $"auto-{Guid.NewGuid():N}"; // MQTT 5.0 §3.1.3.1
        }

        if (!string.IsNullOrEmpty(clientId) && _sessionOwners.GetOrAdd(clientId, gateway.Id) != gateway.Id)
        {
            connect.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            logger.LogInformation("Gateway {Gateway} asked for the session of another one", gateway.Id);
            return;
        }

        channel.Gateway = gateway;
        channel.ClientId = clientId ?? "";
    }

    /// <summary>The session's client id is free again.</summary>
    public Task ForgetAsync(SessionDeletedEventArgs session)
    {
        _sessionOwners.TryRemove(session.Id, out _);
        return Task.CompletedTask;
    }

    /// <summary>Subscriptions are to the gateway's own commands and to the alerts of its towns, as the directory has
    /// them now.</summary>
    public Task CheckSubscriptionAsync(InterceptingSubscriptionEventArgs subscription)
    {
        if (
            !_sessionOwners.TryGetValue(subscription.ClientId, out var gatewayId)
            || directory.Current.Gateway(gatewayId) is not { } gateway
            || !UplinkTopics.MaySubscribe(gateway, subscription.TopicFilter.Topic)
        )
        {
            subscription.ProcessSubscription = false;
            subscription.Response.ReasonCode = subscription.TopicFilter.Topic.StartsWith(
                "$share/",
                StringComparison.Ordinal
            )
                ? MqttSubscribeReasonCode.SharedSubscriptionsNotSupported
                : MqttSubscribeReasonCode.NotAuthorized;
        }

        return Task.CompletedTask;
    }

    /// <summary>What clients publish never gets here; wills do, and a will is no message to others on this
    /// uplink.</summary>
    public static Task RefusePublishAsync(InterceptingPublishEventArgs publish)
    {
        publish.ProcessPublish = false;
        return Task.CompletedTask;
    }

    private async Task<(Gateway? Gateway, MqttConnectReasonCode Reason)> AuthenticateAsync(
        ValidatingConnectionEventArgs connect
    )
    {
        try
        {
            return await authentication.AuthenticateAsync(
                connect.UserName,
                connect.RawPassword,
                connect.CancellationToken
            ) switch
            {
                { IsRight: false } => (null, MqttConnectReasonCode.BadUserNameOrPassword),
                { Gateway.Disabled: true } => (null, MqttConnectReasonCode.NotAuthorized),
                var known => (known.Gateway, MqttConnectReasonCode.Success),
            };
        }
        catch (Exception e) when (Commit.Outage.Is(e))
        {
            return (null, MqttConnectReasonCode.ServerUnavailable);
        }
    }
}
