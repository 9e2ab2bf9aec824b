using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Grids;
using CityOps.App.Features.Letters;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Ponding;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Sensors;
using CityOps.App.Features.Toilets;
using CityOps.App.Features.Webhooks;
using CityOps.App.Geo;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityOps.App.Database;

/// <summary>
/// The workflow's entities. The schema is written in sql/migrations, not here; table and column names are the
/// entities' in snake_case. Readings, tracks, tiles and figures go through Npgsql and SQL files.
/// </summary>
public sealed class CityOpsDb(DbContextOptions<CityOpsDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<Town> Towns => Set<Town>();
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Role> Roles => Set<Role>();
    public DbSet<Category> Categories => Set<Category>();
    public DbSet<FilingCondition> FilingConditions => Set<FilingCondition>();
    public DbSet<Form> Forms => Set<Form>();
    public DbSet<FormVersion> FormVersions => Set<FormVersion>();
    public DbSet<Measure> Measures => Set<Measure>();
    public DbSet<ReportMeasure> ReportMeasures => Set<ReportMeasure>();
    public DbSet<Facility> Facilities => Set<Facility>();
    public DbSet<FacilityKind> FacilityKinds => Set<FacilityKind>();
    public DbSet<FacilityChange> FacilityChanges => Set<FacilityChange>();
    public DbSet<Grid> Grids => Set<Grid>();
    public DbSet<QrCode> QrCodes => Set<QrCode>();
    public DbSet<Gateway> Gateways => Set<Gateway>();
    public DbSet<GatewayAlertTown> GatewayAlertTowns => Set<GatewayAlertTown>();
    public DbSet<Section> Sections => Set<Section>();
    public DbSet<Sensor> Sensors => Set<Sensor>();
    public DbSet<Patrol> Patrols => Set<Patrol>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<Photo> Photos => Set<Photo>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<Feedback> Feedback => Set<Feedback>();
    public DbSet<FeedbackKind> FeedbackKinds => Set<FeedbackKind>();
    public DbSet<Case> Cases => Set<Case>();
    public DbSet<CaseEvent> CaseEvents => Set<CaseEvent>();
    public DbSet<CaseStep> CaseSteps => Set<CaseStep>();
    public DbSet<Letter> Letters => Set<Letter>();
    public DbSet<Penalty> Penalties => Set<Penalty>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
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
        modelBuilder.HasDbFunction(ListArea.InBoxMethod).HasName("in_box");
        VisibleTo.Map(modelBuilder);
    }
}

/// <summary>timestamptz takes UTC only; people and devices send +08:00.</summary>
internal sealed class StoredInstant()
    : ValueConverter<DateTimeOffset, DateTimeOffset>(instant => instant.ToUniversalTime(), instant => instant);
