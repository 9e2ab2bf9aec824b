using System.Net;
using CityOps.Ingest.Broker;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using CityOps.Ingest.Profiles;
using CityOps.Ingest.Quotas;
using CityOps.Ingest.Sl651;
using CityOps.Ingest.Telemetry;
using CityOps.Ingest.Tls;
using CityOps.Ingest.Uplink;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CityOps.Ingest;

/// <summary>How a host takes ingest in: services, the MQTT ports, and MQTT over WebSocket.</summary>
public static class IngestServices
{
    /// <summary>
    /// Registers the pipeline and the uplink. Needs an <c>NpgsqlDataSource</c> and a <see cref="TimeProvider"/> in the
    /// container; reads the sections <c>Mqtt</c>, <c>Readings</c> and <c>Quotas</c>.
    /// </summary>
    public static IServiceCollection AddIngest(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<MqttOptions>()
            .Bind(configuration.GetSection(MqttOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<BrokerOptions>()
            .Bind(configuration.GetSection(BrokerOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<ReadingOptions>()
            .Bind(configuration.GetSection(ReadingOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<QuotaOptions>()
            .Bind(configuration.GetSection(QuotaOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddConnections(); // for MQTT over WebSocket
        services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = HalfOpen.Listen);
        services.AddSingleton<MqttEndpoints>();
        services.AddSingleton<UplinkConnectionHandler>();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<ReadingPartitions>();
        services.AddSingleton<GatewayAuthentication>();
        services.AddSingleton<GatewayQuotas>();
        services.AddSingleton<Pipeline>();
        services.AddSingleton<ProfileIntake>();
        AddHosted<Terminals>(services);
        AddHosted<PayloadHeard>(services);
        services.AddSingleton(provider => new ReadingIntake(
            provider.GetRequiredService<Pipeline>(),
            provider.GetRequiredService<ProfileIntake>(),
            provider.GetRequiredService<Terminals>(),
            provider.GetRequiredService<GatewayAuthentication>(),
            provider.GetRequiredService<GroupCommitter>(),
            provider.GetRequiredService<GatewayQuotas>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ReportAndFeedbackMessages>();
        AddHosted<GatewayConnections>(services);
        AddHosted<RefusedConnections>(services);
        AddHosted<GatewayTally>(services);
        services.AddSingleton<UplinkContext>();
        services.AddSingleton<UplinkRights>();
        AddHosted<UplinkServer>(services);
        services.AddSingleton<BrokerAlerts>();
        services.AddSingleton<ITownAlerts, TownAlerts>();
        AddHosted<BrokerLink>(services);
        AddHosted<GatewayDirectory>(services);
        AddHosted<SensorFollower>(services);
        AddHosted<GroupCommitter>(services);
        AddHosted<CommandCourier>(services);
        AddHosted<ReplayRejected>(services);
        AddSl651(services, configuration);
        services
            .AddHealthChecks()
            .AddCheck<CommitHealth>("ingest", tags: ["ready"])
            .AddCheck<BrokerHealth>("broker", tags: ["ready"]);
        return services;
    }

    /// <summary>Opens the port of <see cref="Sl651Options"/>, if there is one; needs <see cref="AddIngest"/>.</summary>
    public static KestrelServerOptions UseSl651(this KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<Sl651Options>>().Value;
        var bind = kestrel.ApplicationServices.GetRequiredService<IOptions<MqttOptions>>().Value.Bind;
        var endpoint = kestrel.ApplicationServices.GetRequiredService<Sl651Endpoint>();
        if (options.Port >= 0)
        {
            kestrel.Listen(IPAddress.Parse(options.Bind ?? bind), options.Port, listen =>
            {
                endpoint.Tcp = listen;
                listen.UseConnectionHandler<Sl651ConnectionHandler>();
            });
        }

        return kestrel;
    }

    /// <summary>Opens the MQTT ports of <see cref="MqttOptions"/>; needs <see cref="AddIngest"/>.</summary>
    public static KestrelServerOptions UseMqttUplink(this KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<MqttOptions>>().Value;
        var endpoints = kestrel.ApplicationServices.GetRequiredService<MqttEndpoints>();
        var address = IPAddress.Parse(options.Bind);
        if (options.Port >= 0)
        {
            kestrel.Listen(address, options.Port, listen => endpoints.Tcp = listen.UseMqttUplink());
        }

        if (options.CertificatePath is not null)
        {
            var logger = kestrel.ApplicationServices.GetRequiredService<ILogger<ServerCertificate>>();
            kestrel.Listen(address, options.TlsPort, listen =>
                endpoints.Tls = listen.UseHttps(UplinkTls.Options(options, logger)).UseMqttUplink()
            );
        }

        return kestrel;
    }

    /// <summary>Speaks MQTT on an endpoint of one's own.</summary>
    public static ListenOptions UseMqttUplink(this ListenOptions listen)
    {
        listen.UseConnectionHandler<UplinkConnectionHandler>();
        return listen;
    }

    /// <summary>MQTT over WebSocket (MQTT 5.0 §6), subprotocol <c>mqtt</c>; the client's CONNECT carries its
    /// right.</summary>
    public static IEndpointConventionBuilder MapMqttUplink(this IEndpointRouteBuilder routes, string path = "/mqtt") =>
        routes.MapConnectionHandler<UplinkConnectionHandler>(path, dispatcher =>
        {
            dispatcher.Transports = HttpTransportType.WebSockets;
            dispatcher.WebSockets.SubProtocolSelector = offered => offered.Contains("mqtt") ? "mqtt" : null!;
        });

    private static void AddSl651(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<Sl651Options>()
            .Bind(configuration.GetSection(Sl651Options.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<Sl651Endpoint>();
        services.AddSingleton<Sl651Refusals>();
        services.AddSingleton<Sl651Replay>();
        services.AddSingleton<Sl651Context>();
        services.AddSingleton<Sl651ConnectionHandler>();
        AddHosted<Sl651Stations>(services);
        AddHosted<Sl651Heard>(services);
        AddHosted<Sl651Server>(services);
    }

    private static void AddHosted<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
