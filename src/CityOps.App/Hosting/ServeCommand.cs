using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using CityOps.App.Features.Demo;
using CityOps.App.Verbs;
using Microsoft.Extensions.Options;

namespace CityOps.App.Hosting;

/// <summary><c>serve</c>: runs the roles until it is told to stop.</summary>
public static class ServeCommand
{
    public static Command Create()
    {
        var roles = new Option<string>("--roles")
        {
            Description = "web, ingest, jobs",
            DefaultValueFactory = _ => "web,ingest,jobs",
        };
        var http = Verb.Port("--http", "HTTP port", 8080);
        var mqtt = Verb.Port("--mqtt", "MQTT port", 1883);
        var bind = new Option<string>("--bind")
        {
            Description = "address to listen on",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var demo = new Option<bool>("--demo") { Description = "load the demo city first if the database is empty" };
        var serve = new Command("serve", "Serve HTTP and MQTT, run the jobs") { roles, http, mqtt, bind, demo };
        serve.SetVerb(
            (arguments, context, ct) =>
            {
                var chosen = arguments
                    .GetRequiredValue(roles)
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (chosen.FirstOrDefault(role => !ServeOptions.AllRoles.Contains(role)) is { } unknown)
                {
                    return Task.FromResult(
                        context.Fail(
                            $"There is no role {unknown}; the roles are {string.Join(", ", ServeOptions.AllRoles)}."
                        )
                    );
                }

                if (!IPAddress.TryParse(arguments.GetRequiredValue(bind), out var address))
                {
                    return Task.FromResult(
                        context.Fail($"--bind takes an IP address, not {arguments.GetValue(bind)}.")
                    );
                }

                var options = new ServeOptions(
                    chosen.ToHashSet(),
                    arguments.GetValue(http),
                    arguments.GetValue(mqtt),
                    address
                );
                return RunAsync(context, options, arguments.GetValue(demo), ct);
            }
        );
        return serve;
    }

    private static async Task<int> RunAsync(VerbContext context, ServeOptions options, bool demo, CancellationToken ct)
    {
        RefuseTakenPort(options.Bind, options.Http, "HTTP", "--http");
        if (options.Has(ServeOptions.Ingest))
        {
            RefuseTakenPort(options.Bind, options.Mqtt, "MQTT", "--mqtt");
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        if (demo)
        {
            await LoadDemo.RunAsync(city, context.Folder, context.Time, Console.Error.WriteLine, ct);
        }

        await using var app = CityOpsHost.Build(options, context.Folder, city);
        app.Services.GetRequiredService<IStartupValidator>().Validate(); // the host itself would log the stack as well
        await app.StartAsync(ct);
        await NoteSettings.RunAsync(city.DataSource, (IConfigurationRoot)app.Configuration, ct);
        ServingProcess.Announce(context.Folder);
        await new Welcome(options, context.Folder, city, Https.Port(app.Services)).PrintAsync(Console.Out, ct);
        await app.WaitForShutdownAsync(ct);
        ServingProcess.Withdraw(context.Folder);
        return 0;
    }

    // Asked before anything is started, so that the answer is a sentence and not a stack trace after a minute.
    private static void RefuseTakenPort(IPAddress bind, int port, string what, string option)
    {
        try
        {
            using var probe = new TcpListener(bind, port) { ExclusiveAddressUse = true };
            probe.Start();
        }
        catch (SocketException problem)
        {
            throw new SetupException(
                problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{what} port {port} on {bind} is taken by another program; choose another with {option}."
                    : $"{what} cannot listen on {bind}:{port}: {problem.Message}",
                problem
            );
        }
    }
}
