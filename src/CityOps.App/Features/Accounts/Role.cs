using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityOps.App.Features.Accounts;

/// <summary>How far a right goes, as table role_right has it.</summary>
public enum Reach
{
    /// <summary>What the role's scope shows.</summary>
    Scope,

    /// <summary>The account's own organisation, whatever the scope.</summary>
    Own,

    /// <summary>Every organisation.</summary>
    City,
}

/// <summary>What an account may do, and which records it sees. The roles are rows: sql/reference/roles.sql.</summary>
public sealed class Role
{
    public required string Code { get; init; }

    /// <summary>The order in which roles are listed.</summary>
    public required short Position { get; init; }

    public required string Name { get; init; }

    public required string NameEn { get; init; }

    /// <summary>
    /// <see cref="Reach.Own"/>: records of the account's organisation; <see cref="Reach.City"/>: all.
    /// </summary>
    public required Reach Scope { get; init; }

    public List<RoleRight> Rights { get; init; } = [];

    /// <summary>All roles with their rights, by code.</summary>
    public static async Task<IReadOnlyDictionary<string, Role>> AllAsync(CityOpsDb db, CancellationToken ct) =>
        await db.Roles.AsNoTracking().Include(r => r.Rights).ToDictionaryAsync(r => r.Code, ct);

    /// <summary>How far the role's right to an operation goes; null when it has none.</summary>
    public Reach? ReachOf(string operation) => Rights.Find(right => right.Operation == operation)?.Reach;
}

/// <summary>A role's right to an operation.</summary>
public sealed class RoleRight
{
    public required string Role { get; init; }

    /// <summary>A code of table operation, e.g. letters.issue.</summary>
    public required string Operation { get; init; }

    public required Reach Reach { get; init; }
}

internal sealed class RoleMapping : IEntityTypeConfiguration<Role>, IEntityTypeConfiguration<RoleRight>
{
    public void Configure(EntityTypeBuilder<Role> role)
    {
        role.HasKey(r => r.Code);
        role.Property(r => r.Scope).HasConversion<StoredReach>();
        role.HasMany(r => r.Rights).WithOne().HasForeignKey(right => right.Role);
    }

    public void Configure(EntityTypeBuilder<RoleRight> right)
    {
        right.HasKey(r => new { r.Role, r.Operation });
        right.Property(r => r.Reach).HasConversion<StoredReach>();
    }

    private sealed class StoredReach()
        : ValueConverter<Reach, string>(
            reach => reach.ToString().ToLowerInvariant(),
            stored => Enum.Parse<Reach>(stored, true)
        );
}
