using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Accounts;

/// <summary>A log-in: a console's cookie or a phone's tokens live as long as it is here. Logging out deletes
/// it.</summary>
public sealed class Session
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid AccountId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>To the hour.</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>The refresh token that was given out last.</summary>
    public Guid RefreshId { get; set; } = Guid.NewGuid();

    /// <summary>The one before, whose successor a phone may not have received.</summary>
    public Guid? PreviousRefreshId { get; set; }

    public required DateTimeOffset RefreshedAt { get; set; }

    /// <summary>The refresh token that was given out last was used, so the phone has it.</summary>
    public bool IsRefreshTokenUsed { get; set; }

    /// <summary>True for a phone's tokens, false for a console's cookie; null from before this was kept.</summary>
    public bool? IsPhone { get; init; }

    /// <summary>User-Agent (RFC 9110, 10.1.5) of the log-in, its first 300 characters.</summary>
    public string? Agent { get; init; }

    /// <summary>The account's stamp, with which the session ends; null from before this was kept.</summary>
    public Guid? Stamp { get; init; }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.IsRefreshTokenUsed).HasColumnName("is_taken_up");
    }
}
