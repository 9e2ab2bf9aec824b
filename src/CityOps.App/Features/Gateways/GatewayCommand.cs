using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Features.Gateways.Terminals;
using CityOps.App.Features.Organisations;
using CityOps.App.Verbs;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Gateways;

/// <summary><c>gateway add gw-05 --name 东明路网关 --sensor WL-0023</c>, <c>gateway list</c>, <c>gateway rotate ID</c> and
/// <c>gateway disable ID</c>: a secret is printed once. <c>gateway sl651 ID</c> makes it a station that speaks SL
/// 651, <c>gateway terminal ID</c> one that speaks a format of its own.</summary>
internal static partial class GatewayCommand
{
    private const string EveryTown = "all";

    public static Command Create() =>
        new("gateway", "Gateways of sensors")
        {
            Add(),
            List(),
            Rotate(),
            Disable(),
            GatewaySl651Command.Create(),
            GatewayTerminalCommand.Create(),
            GatewayProfileCommand.Create(),
            GatewayWatchCommand.Create(),
        };

    private static Command Add()
    {
        var id = new Argument<string>("id")
        {
            Description = "lower-case letters, digits and hyphens; its MQTT user name and topic level",
        };
        var name = new Option<string?>("--name") { Description = "what people call it; the id when left out" };
        var sensors = new Option<string[]>("--sensor")
        {
            Description = "code of an existing sensor that it speaks for from now on; may be repeated",
            DefaultValueFactory = _ => [],
        };
        var alerts = new Option<string[]>("--alerts")
        {
            Description = "code of a town whose ponding alerts it may hear, or 'all'; may be repeated",
            DefaultValueFactory = _ => [],
        };
        var sends = new Option<string[]>("--sends")
        {
            Description =
                "kind of messages that it may send: readings (when left out), reports or feedback; may be repeated",
            DefaultValueFactory = _ => [Gateway.Readings],
        };
        sends.AcceptOnlyFromAmong(Gateway.Readings, "reports", "feedback");
        var add = new Command("add", "Make a gateway; its secret is printed once") { id, name, sensors, alerts, sends };
        add.SetVerb(
            (arguments, context, ct) =>
                AddAsync(
                    context,
                    arguments.GetRequiredValue(id),
                    arguments.GetValue(name),
                    arguments.GetRequiredValue(sensors),
                    arguments.GetRequiredValue(alerts),
                    arguments.GetRequiredValue(sends),
                    ct
                )
        );
        return add;
    }

    private static Command List()
    {
        var list = new Command("list", "Print the gateways, a line each");
        list.SetReadingVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                var gateways = await db.Gateways.AsNoTracking().OrderBy(g => g.Id).ToListAsync(ct);
                var width = gateways.Select(g => g.Id.Length).DefaultIfEmpty().Max();
                foreach (var gateway in gateways)
                {
                    context.Print(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{gateway.Id.PadRight(width)}  {(gateway.DisabledAt is null ? "active" : "disabled"), -8}  {gateway.Name}"
                        )
                    );
                }

                return 0;
            }
        );
        return list;
    }

    private static Command Rotate()
    {
        var id = new Argument<string>("id");
        var overlap = new Option<int>("--overlap-hours")
        {
            Description = $"How long the old secret is taken as well, up to {AddGateway.MaxOverlapHours} hours",
        };
        overlap.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 0 or > AddGateway.MaxOverlapHours)
            {
                given.AddError($"--overlap-hours is from 0 to {AddGateway.MaxOverlapHours}.");
            }
        });
        var rotate = new Command("rotate", "Give a gateway a new secret, printed once; the old one is worth nothing")
        {
            id,
            overlap,
        };
        rotate.SetVerb(
            async (arguments, context, ct) =>
            {
                var wanted = arguments.GetRequiredValue(id);
                await using var city = await context.OpenDatabaseAsync(ct);
                var hours = TimeSpan.FromHours(arguments.GetValue(overlap));
                if (
                    await AddGateway.RotateAsync(wanted, hours, city.DataSource, TimeProvider.System, ct)
                    is not { } secret
                )
                {
                    return context.Fail($"There is no gateway {wanted}.");
                }

                context.Print($"{wanted} {secret}");
                return 0;
            }
        );
        return rotate;
    }

    private static Command Disable()
    {
        var id = new Argument<string>("id");
        var disable = new Command("disable", "Take a gateway out of service: it is disconnected and may not come again")
        {
            id,
        };
        disable.SetVerb(
            async (arguments, context, ct) =>
            {
                var wanted = arguments.GetRequiredValue(id);
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                if (await db.Gateways.SingleOrDefaultAsync(g => g.Id == wanted, ct) is not { } gateway)
                {
                    return context.Fail($"There is no gateway {wanted}.");
                }

                gateway.DisabledAt ??= context.Time.GetUtcNow();
                await db.SaveChangesAsync(ct);
                context.Print($"{wanted} is disabled.");
                return 0;
            }
        );
        return disable;
    }

    private static async Task<int> AddAsync(
        VerbContext context,
        string id,
        string? name,
        string[] sensors,
        string[] alerts,
        string[] sends,
        CancellationToken ct
    )
    {
        if (!GatewayId().IsMatch(id))
        {
            return context.Fail($"A gateway's id has 2 to 63 lower-case letters, digits and hyphens, unlike {id}.");
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await using var db = city.NewContext();
        if (await db.Gateways.AnyAsync(gateway => gateway.Id == id, ct))
        {
            return context.Fail($"There is a gateway {id} already.");
        }

        var moved = await db
            .Database.SqlQuery<string>($"select code as \"Value\" from sensor where code = any ({sensors})")
            .ToListAsync(ct);
        if (sensors.Except(moved).FirstOrDefault() is { } unknown)
        {
            return context.Fail($"There is no sensor {unknown}.");
        }

        var towns = alerts.Except([EveryTown]).ToList();
        var known = await db.Towns.Where(town => towns.Contains(town.Code)).Select(town => town.Code).ToListAsync(ct);
        if (towns.Except(known).FirstOrDefault() is { } unknownTown)
        {
            return context.Fail($"There is no town {unknownTown}.");
        }

        var secret = AddGateway.NewSecret();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Gateways.Add(
            new Gateway
            {
                Id = id,
                Name = name ?? id,
                SecretSha256 = AddGateway.Hash(secret),
                CreatedAt = context.Time.GetUtcNow(),
                HearsAllTowns = alerts.Contains(EveryTown),
                Sends = [.. sends.Distinct()],
            }
        );
        await db.SaveChangesAsync(ct);
        db.GatewayAlertTowns.AddRange(towns.Select(town => new GatewayAlertTown { GatewayId = id, TownCode = town }));
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"update sensor set gateway_id = {id} where code = any ({sensors})", ct);
        await transaction.CommitAsync(ct);
        context.Print($"{id} {secret}");
        return 0;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,62}$")]
    private static partial Regex GatewayId();
}
