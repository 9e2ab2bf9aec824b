using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Channels;

/// <summary>A way by which notices leave the house (通知渠道).</summary>
public sealed class Channel
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }

    /// <summary>One of <see cref="ChannelKind.All"/>; it stays as it is.</summary>
    public required string Kind { get; init; }

    /// <summary>Stands before every message: an SMS's signature, a robot's keyword.</summary>
    public string Prefix { get; set; } = "";

    /// <summary><see cref="EmailSettings"/> or <see cref="HttpSettings"/> as JSON; of robots nothing.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>Addresses of e-mail, or numbers of phones.</summary>
    public string[] Recipients { get; set; } = [];

    /// <summary>The address that a robot was given, with its key. Never given out.</summary>
    public string? Address { get; set; }

    /// <summary>With which a robot signs, the password of SMTP, what stands for <c>{{secret}}</c>. Never given out.
    /// </summary>
    public string? Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public Guid? CreatedBy { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Attempts since the other side last took something.</summary>
    public int Failures { get; set; }

    public DateTimeOffset? RestsUntil { get; set; }
}

/// <summary>Which kinds of notices a channel tells (通知规则).</summary>
public sealed class ChannelRule
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid ChannelId { get; init; }
    public required string[] Kinds { get; init; }
    public string? TownCode { get; init; }
    public string? OrganisationCode { get; init; }

    /// <summary>From then to <see cref="QuietTo"/>, by the city's clock, what is not urgent waits.</summary>
    public TimeOnly? QuietFrom { get; init; }

    public TimeOnly? QuietTo { get; init; }
}

/// <summary>A message of a channel: waiting to be sent, then an entry of the log.</summary>
public sealed class ChannelMessage
{
    public static IReadOnlyList<string> States { get; } = ["waiting", "delivered", "given_up", "dropped"];

    public Guid Id { get; init; }
    public long Position { get; init; }
    public Guid ChannelId { get; init; }
    public string? Recipient { get; init; }
    public required string[] Kinds { get; init; }
    public int Notices { get; init; }
    public bool IsUrgent { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }
    public required string Number { get; init; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset NextAt { get; set; }
    public int Attempts { get; set; }

    /// <summary>One of <see cref="States"/>.</summary>
    public required string State { get; set; }

    public int? Status { get; init; }
    public string? Answer { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class ChannelMapping
    : IEntityTypeConfiguration<Channel>,
        IEntityTypeConfiguration<ChannelRule>,
        IEntityTypeConfiguration<ChannelMessage>
{
    public void Configure(EntityTypeBuilder<Channel> channel)
    {
        channel.Property(c => c.Id).ValueGeneratedNever();
        channel.Property(c => c.Settings).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<ChannelRule> rule) => rule.Property(r => r.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<ChannelMessage> message) => message.HasKey(m => m.Id);
}
