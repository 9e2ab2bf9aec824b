using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Webhooks;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Channels;

/// <summary>Channels by which notices leave the house, their rules, and the log of what was sent. docs/notices.md says
/// how each kind is set up.</summary>
public static class ChannelsApi
{
    public static void AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ChannelOptions>()
            .Bind(configuration.GetSection(ChannelOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ChannelClient>();
    }

    /// <summary>Sends in this process.</summary>
    public static void AddChannelSender(this IServiceCollection services) => services.AddHostedService<ChannelSender>();

    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/channels").WithTags("notices");
        api.MapGet("", ListAsync)
            .Allow("channels.manage")
            .Produces<Page<ChannelItem>>()
            .WithSummary("Channels by which notices leave the house, with their rules");
        api.MapPost("", CreateAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.OrganisationUnknown)
            .Allow("channels.manage")
            .Produces<ChannelItem>(StatusCodes.Status201Created)
            .WithSummary("Make a channel");
        api.MapPut("/{id:guid}", ChangeAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OrganisationUnknown,
                Problems.ChannelNotFound
            )
            .Allow("channels.manage")
            .Produces<ChannelItem>()
            .WithSummary("Change a channel and its rules; or disable it, and what waits is dropped");
        api.MapDelete("/{id:guid}", DeleteAsync)
            .Refuses(Problems.ChannelNotFound)
            .Allow("channels.manage")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Delete a channel with its secrets; what waits is dropped, its log can still be read");
        api.MapPost("/{id:guid}/test", TestChannel.RunAsync)
            .Refuses(Problems.ChannelNotFound)
            .Allow("channels.manage")
            .Produces<ChannelTested>()
            .WithSummary("Send a test message now; the answer is what the other side said");
        api.MapGet("/{id:guid}/messages", MessagesAsync)
            .Refuses(Problems.FilterUnknown, Problems.ChannelNotFound)
            .Allow("channels.manage")
            .Produces<Page<ChannelMessageItem>>()
            .WithSummary("What it told and what waits, newest first; ?state=waiting|delivered|given_up|dropped");
        api.MapPost("/{id:guid}/messages/{message:guid}/resend", ResendAsync)
            .Refuses(Problems.ChannelNotFound, Problems.ChannelDisabled)
            .Allow("channels.manage")
            .Produces<ChannelMessageItem>()
            .WithSummary("Send a message again, whatever became of it");
    }

    /// <param name="AddressHint">Host and last letters of a robot's address.</param>
    /// <param name="HasSecret">There is one; it is never shown.</param>
    /// <param name="Failures">Attempts since the other side last took something.</param>
    /// <param name="RestsUntil">While it fails: when it is tried again.</param>
    /// <param name="Waiting">Messages that wait, and notices that are in none yet.</param>
    public sealed record ChannelItem(
        Guid Id,
        string Name,
        string Kind,
        string Prefix,
        string? AddressHint,
        bool HasSecret,
        EmailSettings? Email,
        HttpSettings? Http,
        IReadOnlyList<string> Recipients,
        IReadOnlyList<ChannelRuleBody> Rules,
        bool Disabled,
        int Failures,
        DateTimeOffset? RestsUntil,
        int Waiting
    );

    /// <param name="Recipient">An address of e-mail or a phone; null to a robot.</param>
    /// <param name="Kinds">Of the notices that it tells; test of a test.</param>
    /// <param name="Notices">How many it tells together.</param>
    /// <param name="State">waiting, delivered, given_up, or dropped since the channel was out of use.</param>
    /// <param name="Answer">What the other side said, or why it was not reached; deleted or disabled of what was
    /// dropped.</param>
    public sealed record ChannelMessageItem(
        Guid Id,
        string? Recipient,
        IReadOnlyList<string> Kinds,
        int Notices,
        bool IsUrgent,
        string Title,
        string Text,
        string State,
        int Attempts,
        int? Status,
        string? Answer,
        DateTimeOffset CreatedAt,
        DateTimeOffset? NextAt,
        DateTimeOffset? FinishedAt
    );

    private static async Task<IResult> ListAsync(CityOpsDb db, CancellationToken ct) =>
        TypedResults.Ok(new Page<ChannelItem>(await ItemsAsync(db, null, ct), null));

    private static async Task<List<ChannelItem>> ItemsAsync(CityOpsDb db, Guid? id, CancellationToken ct)
    {
        var channels = await db
            .Channels.AsNoTracking()
            .Where(c => c.DeletedAt == null && (id == null || c.Id == id))
            .OrderBy(c => c.Id)
            .ToListAsync(ct);
        var rules = (
            await db.ChannelRules.AsNoTracking().Where(r => id == null || r.ChannelId == id).ToListAsync(ct)
        ).ToLookup(rule => rule.ChannelId);
        var waiting = await db
            .Database.SqlQuery<WaitingRow>(
                $"""
                select channel_id, count(*)::integer as waiting
                from (
                  select channel_id from channel_entry
                  union all
                  select channel_id from channel_message where state = 'waiting'
                ) each group by channel_id
                """
            )
            .ToDictionaryAsync(row => row.ChannelId, row => row.Waiting, ct);
        return channels.ConvertAll(channel =>
            Item(channel, rules[channel.Id].OrderBy(rule => rule.Id), waiting.GetValueOrDefault(channel.Id))
        );
    }

    private sealed record WaitingRow(Guid ChannelId, int Waiting);

    private static ChannelItem Item(Channel channel, IEnumerable<ChannelRule> rules, int waiting) =>
        new(
            channel.Id,
            channel.Name,
            channel.Kind,
            channel.Prefix,
            channel.Address is { } address
                ? $"{new Uri(address).Host}…{address[^Math.Min(4, address.Length)..]}"
                : null,
            channel.Secret is not null,
            channel.Kind == ChannelKind.Email ? ChannelSettings.Read<EmailSettings>(channel.Settings) : null,
            channel.Kind == ChannelKind.Http ? ChannelSettings.Read<HttpSettings>(channel.Settings) : null,
            channel.Recipients,
            [
                .. rules.Select(rule => new ChannelRuleBody(
                    rule.Kinds,
                    rule.TownCode,
                    rule.OrganisationCode,
                    rule.QuietFrom,
                    rule.QuietTo
                )),
            ],
            channel.DisabledAt is not null,
            channel.Failures,
            channel is { Failures: > 0, RestsUntil: { } until } ? CityTime.Local(until) : null,
            waiting
        );

    private static async Task<IResult> CreateAsync(
        ChannelBody body,
        Caller caller,
        CityOpsDb db,
        IOptions<WebhookOptions> guard,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (channel, refusal) = await SaveChannel.CreateAsync(db, body, guard.Value, caller, time.GetUtcNow(), ct);
        return channel is null
            ? refusal!.Answer()
            : TypedResults.Created($"/api/v1/channels/{channel.Id}", (await ItemsAsync(db, channel.Id, ct)).Single());
    }

    private static async Task<IResult> ChangeAsync(
        Guid id,
        ChannelBody body,
        CityOpsDb db,
        IOptions<WebhookOptions> guard,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (channel, refusal) = await SaveChannel.ChangeAsync(db, id, body, guard.Value, time.GetUtcNow(), ct);
        return channel is null ? refusal!.Answer() : TypedResults.Ok((await ItemsAsync(db, id, ct)).Single());
    }

    private static async Task<IResult> DeleteAsync(Guid id, CityOpsDb db, TimeProvider time, CancellationToken ct)
    {
        if (await db.Channels.SingleOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, ct) is not { } channel)
        {
            return NotFound(id);
        }

        // The row stays for the log; the worker drops what waits.
        (channel.DeletedAt, channel.Address, channel.Secret) = (InputTime.Stored(time.GetUtcNow()), null, null);
        db.ChannelRules.RemoveRange(await db.ChannelRules.Where(r => r.ChannelId == id).ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NotFound(Guid id) => Problems.ChannelNotFound.With($"There is no channel {id}.");

    private static async Task<IResult> MessagesAsync(
        Guid id,
        CityOpsDb db,
        CancellationToken ct,
        string? state = null,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!await db.Channels.AnyAsync(c => c.Id == id, ct))
        {
            return NotFound(id);
        }

        if (KnownValues.Refuse("state", state is null ? null : [state], ChannelMessage.States) is { } refusal)
        {
            return refusal.Answer();
        }

        var before = long.MaxValue;
        if (
            cursor is not null
            && !(
                Cursor.TryDecode(cursor, 1, out var key)
                && long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out before)
            )
        )
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var rows = await db
            .ChannelMessages.AsNoTracking()
            .Where(m => m.ChannelId == id && m.Position < before && (state == null || m.State == state))
            .OrderByDescending(m => m.Position)
            .Take(size + 1)
            .ToListAsync(ct);
        var page = Page.Of(rows, size, m => [m.Position.ToString(CultureInfo.InvariantCulture)]);
        return TypedResults.Ok(new Page<ChannelMessageItem>([.. page.Items.Select(Item)], page.Next));
    }

    private static async Task<IResult> ResendAsync(
        Guid id,
        Guid message,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (
            await db.ChannelMessages.SingleOrDefaultAsync(m => m.Id == message && m.ChannelId == id, ct)
            is not { } again
        )
        {
            return Problems.ChannelNotFound.With($"Channel {id} has no message {message}.");
        }

        if (await db.Channels.AnyAsync(c => c.Id == id && (c.DisabledAt != null || c.DeletedAt != null), ct))
        {
            return Problems.ChannelDisabled.With($"Channel {id} is disabled or deleted.");
        }

        var now = InputTime.Stored(time.GetUtcNow());
        (again.State, again.NextAt, again.Attempts, again.FinishedAt) = ("waiting", now, 0, null);
        again.CreatedAt = now; // from which on it may be given up
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(Item(again));
    }

    private static ChannelMessageItem Item(ChannelMessage m) =>
        new(
            m.Id,
            m.Recipient,
            m.Kinds,
            m.Notices,
            m.IsUrgent,
            m.Title,
            m.Text,
            m.State,
            m.Attempts,
            m.Status,
            m.Answer,
            CityTime.Local(m.CreatedAt),
            m.State == "waiting" ? CityTime.Local(m.NextAt) : null,
            m.FinishedAt is { } at ? CityTime.Local(at) : null
        );
}
