using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary><c>gateway terminal gw-31 --profile xm-4g-lock --device 861551056415409 --sensor WL-0031,zero=0</c>, and
/// <c>--remove</c>.</summary>
internal static class GatewayTerminalCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "an existing gateway" };
        var profile = new Option<string?>("--profile") { Description = "code of the payload profile that reads it" };
        var device = new Option<string?>("--device")
        {
            Description = "what the terminal calls itself, such as its IMEI: {device} in its topic",
        };
        var sensors = new Option<string[]>("--sensor")
        {
            Description =
                "[NUMBER=]WL-0001[,zero=MM]: the sensor of the terminal's own number, or its only one; repeatable",
            DefaultValueFactory = _ => [],
        };
        var push = new Option<string?>("--push")
        {
            Description = "it is a platform that pushes by HTTP and proves itself so: token, onenet or iotda",
        };
        var token = new Option<string?>("--token")
        {
            Description = "what was agreed with the platform; left out, the one that it has stays",
        };
        var remove = new Option<bool>("--remove") { Description = "it speaks no format of its own any more" };
        var command = new Command("terminal", "Say which payload profile reads a gateway's own format")
        {
            id,
            profile,
            device,
            sensors,
            push,
            token,
            remove,
        };
        command.SetVerb(
            async (arguments, context, ct) =>
            {
                var gateway = arguments.GetRequiredValue(id);
                if (arguments.GetValue(remove))
                {
                    return await RemoveAsync(context, gateway, ct);
                }

                var named = new List<TerminalSensorBody>();
                foreach (var text in arguments.GetRequiredValue(sensors))
                {
                    if (Parse(text) is not { } sensor)
                    {
                        return context.Fail($"Write --sensor 000=WL-0001,zero=2600, unlike {text}.");
                    }

                    named.Add(sensor);
                }

                var body = new TerminalBody(
                    arguments.GetValue(profile),
                    arguments.GetValue(device),
                    arguments.GetValue(push),
                    arguments.GetValue(token),
                    named
                );
                return await PutAsync(context, gateway, body, ct);
            }
        );
        return command;
    }

    private static async Task<int> PutAsync(
        VerbContext context,
        string gateway,
        TerminalBody body,
        CancellationToken ct
    )
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        if (await GatewayTerminal.StoreAsync(gateway, body, city.DataSource, ct) is { } refusal)
        {
            return context.Fail(refusal.Detail ?? refusal.Problem.Code);
        }

        context.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{gateway} is read by {body.Profile}; sensors that are named: {body.Sensors!.Count}"
            )
        );
        return 0;
    }

    private static async Task<int> RemoveAsync(VerbContext context, string gateway, CancellationToken ct)
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        if (!await GatewayTerminal.RemoveAsync(gateway, city.DataSource, ct))
        {
            return context.Fail($"There is no gateway {gateway} that has a payload profile.");
        }

        context.Print($"{gateway} speaks no format of its own any more.");
        return 0;
    }

    /// <summary><c>000=WL-0001,zero=2600</c> or <c>WL-0001</c>; null when it is nothing of the kind.</summary>
    internal static TerminalSensorBody? Parse(string text)
    {
        var parts = text.Split(',');
        var body = parts[0].Split('=') switch
        {
            [var sensor] => new TerminalSensorBody(sensor),
            [var number, var sensor] => new TerminalSensorBody(sensor, number),
            _ => null,
        };
        return parts.Length switch
        {
            1 => body,
            2
                when parts[1].Split('=') is ["zero", var zero]
                    && int.TryParse(zero, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mm) =>
                body is null ? null : body with { ZeroMm = mm },
            _ => null,
        };
    }
}
