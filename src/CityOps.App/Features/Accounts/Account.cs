using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Accounts;

/// <summary>A person who logs in. One role, one organisation; a town narrows the scope to that town.</summary>
public sealed class Account
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Lower case.</summary>
    public required string Login { get; init; }

    public required string Name { get; set; }
    public required string PasswordHash { get; set; }

    /// <summary>The code of a <see cref="Accounts.Role"/>.</summary>
    public required string Role { get; set; }

    public required string OrganisationCode { get; set; }
    public string? TownCode { get; set; }

    /// <summary>Changes with the password or the rights, which ends every session and token.</summary>
    public Guid SecurityStamp { get; set; } = Guid.NewGuid();

    /// <summary>When role, organisation or town last changed; null where they never did. Kept by the database
    /// (sql/functions/account_rights.sql).</summary>
    public DateTimeOffset? RightsSince { get; private set; }

    /// <summary>The password was made for somebody, who has not chosen one yet.</summary>
    public bool MustChangePassword { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }
}

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.HasKey(a => a.Id);
        account.Property(a => a.Id).ValueGeneratedNever();
        account.Property(a => a.RightsSince).ValueGeneratedOnAddOrUpdate();
    }
}
