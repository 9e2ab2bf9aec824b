using System.CommandLine;
using CityOps.Ingest;
using CityOps.Ingest.Directory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Npgsql;

namespace CityOps.Benchmarks.Ingest;

/// <summary>
/// The peer: MQTTnet as everybody uses it, its own listener and an interceptor that awaits the commit of our committer,
/// so that only the uplink differs. It runs in a process of its own, as the application does.
/// </summary>
internal static class InterceptorPeer
{
    public const string Verb = "interceptor-peer";

    public static Command Command()
    {
        var connection = new Argument<string>("connection-string");
        var port = new Argument<int>("port");
        var command = new Command(Verb, "MQTTnet with the commit awaited in its interceptor") { connection, port };
        command.Hidden = true;
        command.SetAction(
            (arguments, ct) => RunAsync(arguments.GetRequiredValue(connection), arguments.GetRequiredValue(port), ct)
        );
        return command;
    }

    private static async Task<int> RunAsync(string connectionString, int port, CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        builder.Services.AddIngest(new ConfigurationBuilder().Build());
        using var host = builder.Build();
        await host.StartAsync(ct);
        var (pipeline, directory) = (
            host.Services.GetRequiredService<Pipeline>(),
            host.Services.GetRequiredService<GatewayDirectory>()
        );
        await directory.LoadAsync(ct);

        using var server = new MqttServerFactory().CreateMqttServer(
            new MqttServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointPort(port).Build()
        );
        server.ValidatingConnectionAsync += connect =>
        {
            connect.SessionItems["gateway"] = directory.Current.Gateway(connect.UserName);
            return Task.CompletedTask;
        };
        server.InterceptingPublishAsync += async publish =>
        {
            publish.ProcessPublish = false;
            var submission = new Awaited((Gateway)publish.SessionItems["gateway"]!, publish.ApplicationMessage.Topic);
            await pipeline.ReserveAsync(publish.CancellationToken);
            pipeline.Take(submission, 0, publish.ApplicationMessage.Payload.First);
            pipeline.Send(submission);
            await submission.Done;
            publish.Response.ReasonCode =
                submission.Rejections.Count == 0 ? MqttPubAckReasonCode.Success : MqttPubAckReasonCode.UnspecifiedError;
        };
        await server.StartAsync();
        await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync();
        await host.StopAsync(CancellationToken.None);
        return 0;
    }

    private sealed class Awaited(Gateway gateway, string topic)
        : Submission("mqtt", gateway, topic, TimeProvider.System.GetUtcNow())
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public override void Committed() => _done.SetResult();
    }
}
