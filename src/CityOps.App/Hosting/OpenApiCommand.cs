using System.CommandLine;
using System.Net;
using CityOps.App.Database;
using CityOps.App.Http.OpenApi;
using CityOps.App.Verbs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CityOps.App.Hosting;

/// <summary><c>openapi</c>: writes the API's description, for the front end's types and for checks; needs no
/// database.</summary>
public static class OpenApiCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out") { Description = "file to write; the standard output when left out" };
        var openApi = new Command("openapi", "Write the API's OpenAPI document") { output };
        openApi.Hidden = true; // for building the house, not for running a city
        openApi.SetReadingVerb((arguments, context, ct) => RunAsync(context, arguments.GetValue(output), ct));
        return openApi;
    }

    private static async Task<int> RunAsync(VerbContext context, string? file, CancellationToken ct)
    {
        var document = await WriteAsync(context.Folder, ct);
        if (file is null)
        {
            context.Print(document);
        }
        else
        {
            await File.WriteAllTextAsync(file, document + "\n", ct);
        }

        return 0;
    }

    /// <summary>The document of all roles together.</summary>
    internal static async Task<string> WriteAsync(DataFolder folder, CancellationToken ct)
    {
        await using var city = CityDatabase.At("Host=localhost"); // never connected to
        var options = new ServeOptions(ServeOptions.AllRoles, 0, 0, IPAddress.Loopback);
        await using var app = CityOpsHost.Build(options, folder, city, builder =>
            builder.Services.RemoveAll<IHostedService>()
        );
        await app.StartAsync(ct); // routes are known once they are served
        var document = await ApiDocument.WriteAsync(app.Services, ct);
        await app.StopAsync(ct);
        return document;
    }
}
