using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Gateways;

/// <summary><c>gateway sl651 gw-05 --address 0012345678 --password 1234 --element 39=WL-0023,zero=28960</c>, and
/// <c>--remove</c>.</summary>
internal static class GatewaySl651Command
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "an existing gateway" };
        var address = new Option<string?>("--address")
        {
            Description = "its station address: ten hex digits, as it sends them",
        };
        var password = new Option<string?>("--password")
        {
            Description = "four hex digits; left out, the one that it has stays",
        };
        var poll = new Option<int?>("--poll")
        {
            Description = "ask it for its values every so many seconds (mode M4); left out, it reports by itself",
        };
        var elements = new Option<string[]>("--element")
        {
            Description =
                "an element's sensor, 39=WL-0001[,unit=m|cm|mm][,zero=MM][,ends][,address=HEX]; may be repeated",
            DefaultValueFactory = _ => [],
        };
        var remove = new Option<bool>("--remove") { Description = "it is no SL 651 station any more" };
        var command = new Command("sl651", "Make a gateway a station that speaks SL 651-2014 over TCP")
        {
            id,
            address,
            password,
            poll,
            elements,
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

                var named = new List<Sl651ElementBody>();
                foreach (var text in arguments.GetRequiredValue(elements))
                {
                    if (Parse(text) is not { } element)
                    {
                        return context.Fail($"Write --element 39=WL-0001,unit=m,zero=28960, unlike {text}.");
                    }

                    named.Add(element);
                }

                var body = new Sl651StationBody(
                    arguments.GetValue(address)?.ToUpperInvariant(),
                    arguments.GetValue(password)?.ToUpperInvariant(),
                    arguments.GetValue(poll),
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
        Sl651StationBody body,
        CancellationToken ct
    )
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        if (await Sl651Station.StoreAsync(gateway, body, city.DataSource, ct) is { } refusal)
        {
            return context.Fail(refusal.Detail ?? refusal.Problem.Code);
        }

        context.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{gateway} is SL 651 station {body.Address}; elements that are sensors: {body.Elements!.Count}"
            )
        );
        return 0;
    }

    private static async Task<int> RemoveAsync(VerbContext context, string gateway, CancellationToken ct)
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        if (!await Sl651Station.RemoveAsync(gateway, city.DataSource, ct))
        {
            return context.Fail($"There is no gateway {gateway} that is an SL 651 station.");
        }

        context.Print($"{gateway} is no SL 651 station any more.");
        return 0;
    }

    /// <summary><c>39=WL-0001,unit=cm,zero=28960,ends,address=0012345678</c>; null when it is nothing of the
    /// kind.</summary>
    private static Sl651ElementBody? Parse(string text)
    {
        var parts = text.Split(',');
        if (parts[0].Split('=') is not [var element, var sensor])
        {
            return null;
        }

        var body = new Sl651ElementBody(element.ToUpperInvariant(), sensor);
        foreach (var part in parts.Skip(1))
        {
            var changed = part.Split('=') switch
            {
                ["unit", var unit] => body with { Unit = unit },
                ["zero", var zero]
                    when int.TryParse(zero, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mm) =>
                    body with
                    {
                        ZeroMm = mm,
                    },
                ["ends"] => body with { EndsAtTime = true },
                ["address", var address] => body with { Address = address.ToUpperInvariant() },
                _ => null,
            };
            if (changed is null)
            {
                return null;
            }

            body = changed;
        }

        return body;
    }
}
