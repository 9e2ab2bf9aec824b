using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// The migrated database that a verb or the server works on: the server named by Database:ConnectionString, or else the
/// embedded cluster of the data folder, which is stopped on disposal if it was started here.
/// </summary>
public sealed class CityDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private CityDatabase(
        string connectionString,
        EmbeddedPostgres? embedded,
        IReadOnlyList<string> applied,
        Actor? actor = null
    )
    {
        ConnectionString = connectionString;
        _embedded = embedded;
        Applied = applied;
        DataSource = NewDataSource(actor?.In(connectionString) ?? connectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>The SQL files that were applied when it was opened.</summary>
    public IReadOnlyList<string> Applied { get; }

    /// <summary>The database, brought to this version's schema.</summary>
    /// <param name="actor">Who changes what is changed by this process itself.</param>
    public static Task<CityDatabase> OpenAsync(
        IConfiguration configuration,
        DataFolder folder,
        ILoggerFactory logs,
        CancellationToken ct,
        Actor? actor = null
    ) => OpenAsync(configuration, folder, logs, migrates: true, actor, ct);

    /// <summary>The database as it stands: of an earlier version's schema perhaps, or empty.</summary>
    public static Task<CityDatabase> OpenAsItStandsAsync(
        IConfiguration configuration,
        DataFolder folder,
        ILoggerFactory logs,
        CancellationToken ct,
        Actor? actor = null
    ) => OpenAsync(configuration, folder, logs, migrates: false, actor, ct);

    private static async Task<CityDatabase> OpenAsync(
        IConfiguration configuration,
        DataFolder folder,
        ILoggerFactory logs,
        bool migrates,
        Actor? actor,
        CancellationToken ct
    )
    {
        var logger = logs.CreateLogger<CityDatabase>();
        var embedded = configuration["Database:ConnectionString"] is { Length: > 0 }
            ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder.Path), logger, ct);
        var connectionString = embedded?.ConnectionString ?? configuration["Database:ConnectionString"]!;
        try
        {
            return new CityDatabase(
                connectionString,
                embedded,
                migrates
                    ? await Migrations.ApplyAsync(actor?.In(connectionString) ?? connectionString, logger, ct)
                    : [],
                actor
            );
        }
        catch
        {
            if (embedded is not null)
            {
                await embedded.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>A database that is migrated already and whose server is somebody else's, e.g. a test's.</summary>
    public static CityDatabase At(string connectionString) => new(connectionString, null, []);

    /// <summary>The embedded server; null when the database is on a server of its own.</summary>
    public EmbeddedPostgres? Embedded => _embedded;

    /// <summary>A data source as the whole product uses it: PostGIS types as NetTopologySuite's.</summary>
    public static NpgsqlDataSource NewDataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName ??= "cityops";
        builder.UseNetTopologySuite();
        builder.UsePhysicalConnectionInitializer(KeepPlans, KeepPlansAsync);
        return builder.Build();
    }

    // Npgsql resets a connection that goes back to the pool by DISCARD ALL, which also throws away the plans of every
    // trigger and
    // function; they cost a case's step more than running them. One that holds a prepared statement it resets in all
    // but its plans.
    private static void KeepPlans(NpgsqlConnection connection)
    {
        using var any = new NpgsqlCommand("select 1", connection);
        any.Prepare();
    }

    private static async Task KeepPlansAsync(NpgsqlConnection connection)
    {
        await using var any = new NpgsqlCommand("select 1", connection);
        await any.PrepareAsync();
    }

    public CityOpsDb NewContext() => new(Configure(new DbContextOptionsBuilder<CityOpsDb>(), DataSource).Options);

    /// <summary>How every context is set up, wherever it is made.</summary>
    public static TBuilder Configure<TBuilder>(TBuilder options, NpgsqlDataSource source)
        where TBuilder : DbContextOptionsBuilder
    {
        options
            .UseNpgsql(source, npgsql => npgsql.UseNetTopologySuite())
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(PreparedCommands.Interceptor, Actor.Interceptor)
            // A lost race is expected and handled; what is not is logged where it ends, at the outer edge.
            .ConfigureWarnings(warnings =>
                warnings.Log(
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                    (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)
                )
            );
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }
}
