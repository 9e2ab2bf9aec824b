using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Webhooks;

/// <summary>Another system that is told of what happens, at an address of its own.</summary>
public sealed class Webhook
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public required string Url { get; set; }

    /// <summary>The key of the signatures, 32 bytes; given out once, when it is made.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>case.*, case.overdue, ponding.alert, … or *.</summary>
    public required string[] Types { get; set; }

    public string? TownCode { get; set; }
    public string? OrganisationCode { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public Guid? CreatedBy { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Attempts since the target last answered.</summary>
    public int Failures { get; set; }

    /// <summary>It is left alone until then.</summary>
    public DateTimeOffset? PausedUntil { get; set; }
}

/// <summary>A message to a webhook: waiting in the outbox, then an entry of the delivery log.</summary>
public sealed class WebhookDelivery
{
    public static IReadOnlyList<string> States { get; } = ["waiting", "delivered", "given_up"];

    public Guid Id { get; init; }
    public long Position { get; init; }
    public Guid WebhookId { get; init; }
    public required string Type { get; init; }
    public required string Subject { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset NextAt { get; set; }
    public int Attempts { get; set; }

    /// <summary>One of <see cref="States"/>.</summary>
    public required string State { get; set; }

    public bool? PhotosComplete { get; init; }

    /// <summary>The last answer's status; null when there was none.</summary>
    public int? Status { get; init; }

    public string? Error { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>, IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<Webhook> webhook) => webhook.Property(w => w.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery) => delivery.HasKey(d => d.Id);
}
