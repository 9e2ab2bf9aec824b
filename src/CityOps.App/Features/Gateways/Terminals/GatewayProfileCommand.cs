using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CityOps.App.Verbs;
using CityOps.Ingest.Profiles;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary><c>gateway profile list</c>, <c>show CODE</c>, <c>put CODE FILE</c>, <c>remove CODE</c>, and
/// <c>try CODE FILE [--gateway ID]</c>, which reads a sample without storing anything.</summary>
internal static class GatewayProfileCommand
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create() =>
        new("profile", "How terminals' own formats are read (docs/profiles.md)")
        {
            List(),
            Show(),
            Put(),
            Remove(),
            Try(),
        };

    private static Command List()
    {
        var list = new Command("list", "Print the payload profiles, a line each");
        list.SetReadingVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                foreach (var profile in await PayloadProfiles.ReadAsync(city.DataSource, ct))
                {
                    context.Print(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{profile.Code, -24}  {profile.Origin, -8}  {profile.Terminals, 3}  {profile.Name}"
                        )
                    );
                }

                return 0;
            }
        );
        return list;
    }

    private static Command Show()
    {
        var code = new Argument<string>("code");
        var show = new Command("show", "Print a profile, to be changed and put") { code };
        show.SetReadingVerb(
            async (arguments, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                var wanted = arguments.GetRequiredValue(code);
                if (await PayloadProfiles.FindAsync(wanted, city.DataSource, ct) is not { } profile)
                {
                    return context.Fail($"There is no payload profile {wanted}.");
                }

                using var definition = JsonDocument.Parse(ProfileText.Write(profile.Definition));
                context.Print(JsonSerializer.Serialize(definition, Indented));
                return 0;
            }
        );
        return show;
    }

    private static Command Put()
    {
        var code = new Argument<string>("code") { Description = "lower-case letters, digits and hyphens" };
        var file = new Argument<string>("file")
        {
            Description = "JSON as docs/profiles.md describes it; - for the input",
        };
        var name = new Option<string?>("--name") { Description = "what people call it; the code when left out" };
        var source = new Option<string?>("--source") { Description = "where the format is described" };
        var put = new Command("put", "Write a payload profile, or change one") { code, file, name, source };
        put.SetVerb(
            async (arguments, context, ct) =>
            {
                var (profile, problem) = ProfileText.Read(await ReadTextAsync(arguments.GetRequiredValue(file), ct));
                if (profile is null || problem is not null)
                {
                    return context.Fail($"{problem!.Where}: {problem.Detail}");
                }

                await using var city = await context.OpenDatabaseAsync(ct);
                var body = new PayloadProfileBody(arguments.GetValue(name), profile, arguments.GetValue(source));
                var wanted = arguments.GetRequiredValue(code);
                if (await PayloadProfiles.StoreAsync(wanted, body, city.DataSource, context.Time, ct) is { } refusal)
                {
                    return context.Fail(refusal.Detail ?? refusal.Problem.Code);
                }

                context.Print($"{wanted} is stored; the next message is read by it.");
                return 0;
            }
        );
        return put;
    }

    private static Command Remove()
    {
        var code = new Argument<string>("code");
        var remove = new Command("remove", "Delete a profile; one that came with the program is again what it was")
        {
            code,
        };
        remove.SetVerb(
            async (arguments, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                var wanted = arguments.GetRequiredValue(code);
                if (await PayloadProfiles.RemoveAsync(wanted, city.DataSource, ct) is { } refusal)
                {
                    return context.Fail(refusal.Detail ?? refusal.Problem.Code);
                }

                context.Print($"{wanted} is deleted.");
                return 0;
            }
        );
        return remove;
    }

    private static Command Try()
    {
        var code = new Argument<string>("code") { Description = "a profile, or a .json file that holds one" };
        var sample = new Argument<string>("sample")
        {
            Description = "a file with a message as it came; - for the input",
        };
        var gateway = new Option<string?>("--gateway") { Description = "whose sensors the terminal's numbers are" };
        var command = new Command("try", "Read a sample without storing anything") { code, sample, gateway };
        command.SetReadingVerb(
            async (arguments, context, ct) =>
            {
                var wanted = arguments.GetRequiredValue(code);
                PayloadProfile? definition = null;
                if (File.Exists(wanted))
                {
                    (definition, var problem) = ProfileText.Read(await ReadTextAsync(wanted, ct));
                    if (problem is not null)
                    {
                        return context.Fail($"{problem.Where}: {problem.Detail}");
                    }
                }

                await using var city = await context.OpenDatabaseAsync(ct);
                var body = new TryProfileBody(
                    definition is null ? wanted : null,
                    definition,
                    arguments.GetValue(gateway),
                    SampleBase64: await ReadBytesAsync(arguments.GetRequiredValue(sample), ct)
                );
                var (answer, refusal) = await TryProfile.ReadAsync(body, city.DataSource, context.Time, ct);
                if (refusal is not null)
                {
                    return context.Fail(refusal.Detail ?? refusal.Problem.Code);
                }

                foreach (var line in TrialText.Lines(answer!))
                {
                    context.Print(line);
                }

                return answer!.Refusal is null && answer.Readings.All(reading => reading.Refusal is null) ? 0 : 1;
            }
        );
        return command;
    }

    private static async Task<string> ReadTextAsync(string file, CancellationToken ct) =>
        System.Text.Encoding.UTF8.GetString(await ReadBytesAsync(file, ct));

    private static async Task<byte[]> ReadBytesAsync(string file, CancellationToken ct)
    {
        if (file != "-")
        {
            return await File.ReadAllBytesAsync(file, ct);
        }

        await using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }
}
