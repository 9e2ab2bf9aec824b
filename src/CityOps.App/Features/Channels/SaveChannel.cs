using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Webhooks;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Channels;

/// <param name="Kind">wecom, dingtalk, feishu, email or http; it stays as it is.</param>
/// <param name="Prefix">Stands before every message: the signature of an SMS, the keyword of a robot.</param>
/// <param name="Address">Of a robot the address that its group chat shows, with the key. Never answered; null keeps
/// it.</param>
/// <param name="Secret">Of a robot with which it signs, of e-mail the password, of http what stands for
/// <c>{{secret}}</c>. Never answered; null keeps it, an empty text takes it away.</param>
/// <param name="Recipients">Of e-mail addresses, of http phones.</param>
/// <param name="Disabled">True tells nothing, and what waits is dropped.</param>
public sealed record ChannelBody(
    string? Name,
    string? Kind,
    string? Prefix,
    string? Address,
    string? Secret,
    EmailSettings? Email,
    HttpSettings? Http,
    IReadOnlyList<string>? Recipients,
    IReadOnlyList<ChannelRuleBody>? Rules,
    bool? Disabled
);

/// <param name="Kinds">Of notices, and ponding_blue to ponding_red, ponding_closed.</param>
/// <param name="Town">Only what is in this town.</param>
/// <param name="Organisation">Only what this organisation has in hand.</param>
/// <param name="QuietFrom">From then to quietTo, by the city's clock, what is not urgent waits.</param>
public sealed record ChannelRuleBody(
    IReadOnlyList<string>? Kinds,
    string? Town,
    string? Organisation,
    TimeOnly? QuietFrom,
    TimeOnly? QuietTo
);

/// <summary>Makes a channel, or changes what it tells and where.</summary>
internal static class SaveChannel
{
    public static async Task<Result<Channel>> CreateAsync(
        CityOpsDb db,
        ChannelBody body,
        WebhookOptions guard,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (CheckChannel.Kind(body.Kind) is { } unknown)
        {
            return unknown;
        }

        var channel = new Channel
        {
            Name = "",
            Kind = body.Kind!,
            CreatedAt = InputTime.Stored(now),
            CreatedBy = caller.AccountId,
        };
        if (await CheckChannel.RunAsync(db, channel, body, guard, ct) is { } wrong)
        {
            return wrong;
        }

        Set(channel, body, now);
        db.Channels.Add(channel);
        db.ChannelRules.AddRange((body.Rules ?? []).Select(rule => Rule(channel, rule)));
        await db.SaveChangesAsync(ct);
        return channel;
    }

    public static async Task<Result<Channel>> ChangeAsync(
        CityOpsDb db,
        Guid id,
        ChannelBody body,
        WebhookOptions guard,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await db.Channels.SingleOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, ct) is not { } channel)
        {
            return Problems.ChannelNotFound.Refuse($"There is no channel {id}.");
        }

        if (body.Kind is { } kind && kind != channel.Kind)
        {
            return Problems.FieldInvalid.Refuse($"It is of kind {channel.Kind}, which stays.", ("field", "kind"));
        }

        if (await CheckChannel.RunAsync(db, channel, body, guard, ct) is { } wrong)
        {
            return wrong;
        }

        Set(channel, body, now);
        await TryAgainAsync(db, channel, now, ct);
        var asked = (body.Rules ?? []).Select(rule => Rule(channel, rule)).ToList();
        foreach (var rule in await db.ChannelRules.Where(r => r.ChannelId == id).ToListAsync(ct))
        {
            if (asked.FindIndex(other => IsSame(other, rule)) is >= 0 and var kept)
            {
                asked.RemoveAt(kept);
            }
            else
            {
                db.ChannelRules.Remove(rule);
            }
        }

        db.ChannelRules.AddRange(asked);
        await db.SaveChangesAsync(ct);
        return channel;
    }

    private static void Set(Channel channel, ChannelBody body, DateTimeOffset now)
    {
        channel.Name = InputText.Clean(body.Name)!;
        channel.Prefix = InputText.Clean(body.Prefix) ?? "";
        channel.Address = ChannelKind.IsRobot(channel.Kind) ? body.Address ?? channel.Address : null;
        channel.Secret = body.Secret is { } secret ? (secret.Length == 0 ? null : secret) : channel.Secret;
        channel.Settings = channel.Kind switch
        {
            ChannelKind.Email => ChannelSettings.Write(body.Email),
            ChannelKind.Http => ChannelSettings.Write(body.Http),
            _ => "{}",
        };
        channel.Recipients = ChannelKind.IsRobot(channel.Kind)
            ? []
            : [.. (body.Recipients ?? []).Select(recipient => recipient.Trim()).Distinct()];
        channel.DisabledAt = body.Disabled == true ? channel.DisabledAt ?? InputTime.Stored(now) : null;
    }

    // It may have been mended: what waits is due, except what is under way (held together with its channel).
    private static async Task TryAgainAsync(CityOpsDb db, Channel channel, DateTimeOffset now, CancellationToken ct)
    {
        var due = InputTime.Stored(now);
        await db
            .ChannelMessages.Where(m =>
                m.ChannelId == channel.Id && m.State == "waiting" && m.NextAt > due && m.NextAt != channel.RestsUntil
            )
            .ExecuteUpdateAsync(message => message.SetProperty(m => m.NextAt, due), ct);
        (channel.Failures, channel.RestsUntil) = (0, null);
    }

    private static ChannelRule Rule(Channel channel, ChannelRuleBody body) =>
        new()
        {
            ChannelId = channel.Id,
            Kinds = [.. body.Kinds!.Distinct()],
            TownCode = body.Town,
            OrganisationCode = body.Organisation,
            QuietFrom = body.QuietFrom,
            QuietTo = body.QuietTo,
        };

    private static bool IsSame(ChannelRule one, ChannelRule other) =>
        one.Kinds.SequenceEqual(other.Kinds)
        && (one.TownCode, one.OrganisationCode, one.QuietFrom, one.QuietTo)
            == (other.TownCode, other.OrganisationCode, other.QuietFrom, other.QuietTo);
}
