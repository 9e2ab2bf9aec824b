using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Webhooks;

/// <summary>Subscriptions of other systems, and the log of what they were told. docs/webhooks.md describes the
/// messages.</summary>
public static class WebhooksApi
{
    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<WebhookOptions>()
            .Bind(configuration.GetSection(WebhookOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHealthChecks().AddCheck<WebhookHealth>("webhooks", tags: [Readiness.Tag]);
    }

    /// <summary>Sends in this process.</summary>
    public static void AddWebhookSender(this IServiceCollection services)
    {
        services.AddSingleton<WebhookClient>();
        services.AddHostedService<WebhookSender>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapWebhookPhotos();
        var api = routes.MapGroup("/api/v1/webhooks").WithTags("webhooks");
        api.MapGet("", ListAsync)
            .Allow("webhooks.manage")
            .Produces<Page<WebhookItem>>()
            .WithSummary("Who is told of what happens");
        api.MapPost("", CreateAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OrganisationUnknown,
                Problems.WebhookUrlInvalid
            )
            .Allow("webhooks.manage")
            .Produces<WebhookMade>(StatusCodes.Status201Created)
            .WithSummary("Subscribe; the answer holds the secret of the signatures, once");
        api.MapPut("/{id:guid}", ChangeAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OrganisationUnknown,
                Problems.WebhookNotFound,
                Problems.WebhookUrlInvalid
            )
            .Allow("webhooks.manage")
            .Produces<WebhookItem>()
            .WithSummary("Change what is told and where; or disable it");
        api.MapDelete("/{id:guid}", DeleteAsync)
            .Refuses(Problems.WebhookNotFound)
            .Allow("webhooks.manage")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Unsubscribe; its log goes with it");
        api.MapGet("/{id:guid}/deliveries", DeliveriesAsync)
            .Refuses(Problems.FilterUnknown, Problems.WebhookNotFound)
            .Allow("webhooks.manage")
            .Produces<Page<DeliveryItem>>()
            .WithSummary("What it was told and what waits, newest first; ?state=waiting|delivered|given_up");
        api.MapPost("/{id:guid}/deliveries/{delivery:guid}/redeliver", RedeliverAsync)
            .Refuses(Problems.WebhookNotFound)
            .Allow("webhooks.manage")
            .Produces<DeliveryItem>()
            .WithSummary("Send a message again, delivered or given up");
    }

    /// <param name="Failures">Attempts since the target last answered.</param>
    public sealed record WebhookItem(
        Guid Id,
        string Name,
        string Url,
        IReadOnlyList<string> Types,
        string? Town,
        string? Organisation,
        bool Disabled,
        int Failures,
        DateTimeOffset? PausedUntil,
        int Waiting
    );

    /// <param name="Secret">whsec_ and base64 of the key; it is not shown again.</param>
    public sealed record WebhookMade(Guid Id, string Secret);

    /// <param name="Subject">The case's id, or what else the message is about.</param>
    public sealed record DeliveryItem(
        Guid Id,
        string Type,
        string Subject,
        string State,
        int Attempts,
        int? Status,
        string? Error,
        bool? PhotosComplete,
        DateTimeOffset CreatedAt,
        DateTimeOffset? NextAt,
        DateTimeOffset? FinishedAt
    );

    private static async Task<IResult> ListAsync(CityOpsDb db, CancellationToken ct) =>
        TypedResults.Ok(new Page<WebhookItem>(await Items(db, db.Webhooks.OrderBy(w => w.Id)).ToListAsync(ct), null));

    private static IQueryable<WebhookItem> Items(CityOpsDb db, IQueryable<Webhook> webhooks) =>
        webhooks.Select(w => new WebhookItem(
            w.Id,
            w.Name,
            w.Url,
            w.Types,
            w.TownCode,
            w.OrganisationCode,
            w.DisabledAt != null,
            w.Failures,
            w.PausedUntil,
            db.Set<WebhookDelivery>().Count(d => d.WebhookId == w.Id && d.State == "waiting")
        ));

    private static async Task<IResult> CreateAsync(
        WebhookBody body,
        Caller caller,
        CityOpsDb db,
        IOptions<WebhookOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (webhook, refusal) = await SaveWebhook.CreateAsync(db, body, options.Value, caller, time.GetUtcNow(), ct);
        return webhook is null
            ? refusal!.Answer()
            : TypedResults.Created(
                $"/api/v1/webhooks/{webhook.Id}",
                new WebhookMade(webhook.Id, Signature.Written(webhook.Secret))
            );
    }

    private static async Task<IResult> ChangeAsync(
        Guid id,
        WebhookBody body,
        CityOpsDb db,
        IOptions<WebhookOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (webhook, refusal) = await SaveWebhook.ChangeAsync(db, id, body, options.Value, time.GetUtcNow(), ct);
        return webhook is null
            ? refusal!.Answer()
            : TypedResults.Ok(await Items(db, db.Webhooks.Where(w => w.Id == id)).SingleAsync(ct));
    }

    private static async Task<IResult> DeleteAsync(Guid id, CityOpsDb db, CancellationToken ct) =>
        await db.Webhooks.Where(w => w.Id == id).ExecuteDeleteAsync(ct) == 0 ? NotFound(id) : TypedResults.NoContent();

    private static ProblemHttpResult NotFound(Guid id) => Problems.WebhookNotFound.With($"There is no webhook {id}.");

    private static async Task<IResult> DeliveriesAsync(
        Guid id,
        CityOpsDb db,
        CancellationToken ct,
        string? state = null,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!await db.Webhooks.AnyAsync(w => w.Id == id, ct))
        {
            return NotFound(id);
        }

        if (KnownValues.Refuse("state", state is null ? null : [state], WebhookDelivery.States) is { } refusal)
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
            .WebhookDeliveries.AsNoTracking()
            .Where(d => d.WebhookId == id && d.Position < before && (state == null || d.State == state))
            .OrderByDescending(d => d.Position)
            .Take(size + 1)
            .ToListAsync(ct);
        var page = Page.Of(rows, size, d => [d.Position.ToString(CultureInfo.InvariantCulture)]);
        return TypedResults.Ok(new Page<DeliveryItem>([.. page.Items.Select(Item)], page.Next));
    }

    private static async Task<IResult> RedeliverAsync(
        Guid id,
        Guid delivery,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (
            await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == delivery && d.WebhookId == id, ct)
            is not { } again
        )
        {
            return Problems.WebhookNotFound.With($"Webhook {id} was never sent a message {delivery}.");
        }

        (again.State, again.NextAt, again.Attempts, again.FinishedAt) = ("waiting", time.GetUtcNow(), 0, null);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(Item(again));
    }

    private static DeliveryItem Item(WebhookDelivery d) =>
        new(
            d.Id,
            d.Type,
            d.Subject,
            d.State,
            d.Attempts,
            d.Status,
            d.Error,
            d.PhotosComplete,
            CityTime.Local(d.CreatedAt),
            d.State == "waiting" ? CityTime.Local(d.NextAt) : null,
            d.FinishedAt is { } at ? CityTime.Local(at) : null
        );
}
