using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Webhooks;

/// <param name="Url">https, without user name or fragment.</param>
/// <param name="Types">case.* (the default), case.overdue, ponding.alert, check.escalated, … or *.</param>
/// <param name="Town">Only what concerns this town.</param>
/// <param name="Organisation">Only what concerns this organisation.</param>
/// <param name="Disabled">True tells it nothing; what happens meanwhile is not told later either.</param>
public sealed record WebhookBody(
    string? Name,
    string? Url,
    IReadOnlyList<string>? Types,
    string? Town,
    string? Organisation,
    bool? Disabled
);

/// <summary>Makes a subscription, or changes what one is told and where.</summary>
internal static class SaveWebhook
{
    private const int SecretBytes = 32;
    private const int MaxTypes = 50;

    private static readonly string[] Ponding =
    [
        "ponding.alert",
        "ponding.changed",
        "ponding.closed",
        "ponding.withdrawn",
        "ponding.alarm",
        "ponding.alarm_acknowledged",
        "ponding.alarm_power_off",
        "ponding.alarm_power_on",
        "ponding.alarm_seen_on_site",
        "ponding.alarm_finished",
    ];

    public static async Task<Result<Webhook>> CreateAsync(
        CityOpsDb db,
        WebhookBody body,
        WebhookOptions options,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await CheckAsync(db, body, options, ct) is { } wrong)
        {
            return wrong;
        }

        var webhook = new Webhook
        {
            Name = "",
            Url = "",
            Types = [],
            Secret = RandomNumberGenerator.GetBytes(SecretBytes),
            CreatedAt = InputTime.Stored(now),
            CreatedBy = caller.AccountId,
        };
        Set(webhook, body, now);
        db.Webhooks.Add(webhook);
        await db.SaveChangesAsync(ct);
        return webhook;
    }

    public static async Task<Result<Webhook>> ChangeAsync(
        CityOpsDb db,
        Guid id,
        WebhookBody body,
        WebhookOptions options,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await db.Webhooks.FindAsync([id], ct) is not { } webhook)
        {
            return Problems.WebhookNotFound.Refuse($"There is no webhook {id}.");
        }

        if (await CheckAsync(db, body, options, ct) is { } wrong)
        {
            return wrong;
        }

        Set(webhook, body, now);
        (webhook.Failures, webhook.PausedUntil) = (0, null); // it may have been mended
        await db.SaveChangesAsync(ct);
        return webhook;
    }

    private static void Set(Webhook webhook, WebhookBody body, DateTimeOffset now)
    {
        (webhook.Name, webhook.Url) = (InputText.Clean(body.Name)!, body.Url!);
        webhook.Types = [.. (body.Types ?? ["case.*"]).Distinct()];
        (webhook.TownCode, webhook.OrganisationCode) = (body.Town, body.Organisation);
        webhook.DisabledAt = body.Disabled == true ? webhook.DisabledAt ?? InputTime.Stored(now) : null;
    }

    private static async Task<Refusal?> CheckAsync(
        CityOpsDb db,
        WebhookBody body,
        WebhookOptions options,
        CancellationToken ct
    )
    {
        if (InputText.Clean(body.Name) is not { } name || body.Url is null)
        {
            return Problems.FieldMissing.Refuse(
                "name and url are needed.",
                ("field", body.Url is null ? "url" : "name")
            );
        }

        if (InputText.TooLong(name, 100, "name") is { } tooLong)
        {
            return tooLong;
        }

        if (
            body.Url.Length > 2000
            || !Uri.TryCreate(body.Url, UriKind.Absolute, out var url)
            || url.UserInfo.Length > 0
            || url.Fragment.Length > 0
            || !(url.Scheme == Uri.UriSchemeHttps || (options.AllowHttp && url.Scheme == Uri.UriSchemeHttp))
        )
        {
            return Problems.WebhookUrlInvalid.Refuse(
                "url is an https address without user name and fragment.",
                ("field", "url")
            );
        }

        // What a name resolves to is judged at every connection; an address that is written out can be refused at once.
        var allowed = options.AllowedNetworks.Select(network => System.Net.IPNetwork.Parse(network)).ToList();
        if (
            System.Net.IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
            && !PublicAddress.MayReach(address, allowed)
        )
        {
            return Problems.WebhookUrlInvalid.Refuse($"{address} is not a public address.", ("field", "url"));
        }

        if (body.Types is { } types && (types.Count is 0 or > MaxTypes || types.Any(type => type is null)))
        {
            return Problems.FieldInvalid.Refuse(
                $"types has 1 to {MaxTypes} entries, such as case.*, case.overdue, ponding.alert, *.",
                ("field", "types")
            );
        }

        if (body.Types is not null)
        {
            IReadOnlyList<string> known =
            [
                "*",
                "case.*",
                "ponding.*",
                .. Ponding,
                "check.*",
                "check.escalated",
                .. (await db.CaseSteps.Select(s => s.Action).Distinct().Order().ToListAsync(ct))
                    .Concat(CaseNotes.All.Keys)
                    .Distinct()
                    .Select(action => "case." + action),
            ];
            if (body.Types.Except(known).FirstOrDefault() is { } unknown)
            {
                return Problems.FieldInvalid.Refuse(
                    $"Nothing of type {InputText.Clean(unknown)} is ever told.",
                    ("field", "types"),
                    ("allowed", known)
                );
            }
        }

        if (body.Town is { } town && !await db.Towns.AnyAsync(t => t.Code == town, ct))
        {
            return Problems.FieldInvalid.Refuse($"There is no town {town}.", ("field", "town"));
        }

        return
            body.Organisation is { } organisation && !await db.Organisations.AnyAsync(o => o.Code == organisation, ct)
            ? Problems.OrganisationUnknown.Refuse($"There is no organisation {organisation}.")
            : null;
    }
}
