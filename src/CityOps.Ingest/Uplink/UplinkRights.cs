using System.Security.Cryptography.X509Certificates;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Profiles;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace CityOps.Ingest.Uplink;

/// <summary>Who may connect, and who may subscribe to what.</summary>
internal sealed class UplinkRights(
    GatewayAuthentication authentication,
    GatewayDirectory directory,
    Terminals terminals,
    ILogger<UplinkRights> logger
)
{
    private const string GatewayItem = "gateway";

    /// <summary>A CONNECT is accepted from a gateway that is known, in service and knows its secret.</summary>
    public async Task ValidateAsync(ValidatingConnectionEventArgs connect)
    {
        var channel = (UplinkChannel)connect.ChannelAdapter;
        if (!string.IsNullOrEmpty(connect.AuthenticationMethod))
        {
            connect.ReasonCode = MqttConnectReasonCode.BadAuthenticationMethod; // MQTT 5.0 §4.12
            return;
        }

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

        connect.SessionItems[GatewayItem] = gateway.Id;
        channel.Gateway = gateway;
    }

    /// <summary>The same for whoever installs a gateway, who sees no more than its code.</summary>
    public string WhyRefused(MqttConnectReasonCode code, string userName) =>
        code switch
        {
            MqttConnectReasonCode.BadUserNameOrPassword when userName.Length == 0 => "no user name",
            MqttConnectReasonCode.BadUserNameOrPassword when directory.Current.Gateway(userName) is null =>
                "unknown gateway",
            MqttConnectReasonCode.BadUserNameOrPassword => "wrong secret",
            MqttConnectReasonCode.NotAuthorized when directory.Current.Gateway(userName) is { Disabled: true } =>
                "out of service",
            MqttConnectReasonCode.NotAuthorized => "certificate of another gateway",
            MqttConnectReasonCode.RetainNotSupported => "its will asks to be retained",
            MqttConnectReasonCode.BadAuthenticationMethod => "authentication method",
            MqttConnectReasonCode.ServerBusy => "too many connections",
            _ => "database away",
        };

    /// <summary>Subscriptions are to the gateway's own commands and to the alerts of its towns, as the directory has
    /// them now.</summary>
    public Task CheckSubscriptionAsync(InterceptingSubscriptionEventArgs subscription)
    {
        if (
            subscription.SessionItems[GatewayItem] is not string gatewayId
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
            await terminals.EnsureLoadedAsync(connect.CancellationToken); // what it sends may be in a format of its own
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
