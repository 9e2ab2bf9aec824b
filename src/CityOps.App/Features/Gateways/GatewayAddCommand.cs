using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Features.Organisations;
using CityOps.App.Verbs;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Gateways;

/// <summary><c>gateway add gw-05 --name 东明路网关 --sensor WL-0023</c>: makes a gateway and prints its secret
/// once.</summary>
public static partial class GatewayAddCommand
{
    private const string EveryTown = "all";

    public static Command Create()
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
        var add = new Command("add", "Make a gateway; its secret is printed once") { id, name, sensors, alerts };
        add.SetVerb(
            (arguments, context, ct) =>
                AddAsync(
                    context,
                    arguments.GetRequiredValue(id),
                    arguments.GetValue(name),
                    arguments.GetRequiredValue(sensors),
                    arguments.GetRequiredValue(alerts),
                    ct
                )
        );
        return new Command("gateway", "Gateways of sensors") { add };
    }

    /// <summary>A secret of 192 random bits: what is stored is its SHA-256.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static async Task<int> AddAsync(
        VerbContext context,
        string id,
        string? name,
        string[] sensors,
        string[] alerts,
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

        var secret = NewSecret();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Gateways.Add(
            new Gateway
            {
                Id = id,
                Name = name ?? id,
                SecretSha256 = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
                CreatedAt = context.Time.GetUtcNow(),
                HearsAllTowns = alerts.Contains(EveryTown),
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
