using System.Reflection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityOps.App.Database;

/// <summary>
/// The workflow's entities, which the slices declare: an entity's IEntityTypeConfiguration and the SQL functions marked
/// [DbFunction] are found in this assembly, its set is a property in the slice's file {Slice}Db.cs. The schema is
/// written in sql/migrations, not here; table and column names are the entities' in snake_case. Readings, tracks, tiles
/// and figures go through Npgsql and SQL files.
/// </summary>
public sealed class CityOpsDb(DbContextOptions<CityOpsDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // tables are named in the singular, after the entity
        configurationBuilder.Conventions.Remove<TableNameFromDbSetConvention>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<StoredInstant>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CityOpsDb).Assembly);
        foreach (
            var function in typeof(CityOpsDb)
                .Assembly.GetTypes()
                .SelectMany(type =>
                    type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
                )
                .Where(method => method.IsDefined(typeof(DbFunctionAttribute)))
        )
        {
            modelBuilder.HasDbFunction(function);
        }
    }
}

/// <summary>timestamptz takes UTC only; people and devices send +08:00.</summary>
internal sealed class StoredInstant()
    : ValueConverter<DateTimeOffset, DateTimeOffset>(instant => instant.ToUniversalTime(), instant => instant);
