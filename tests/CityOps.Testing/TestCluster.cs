using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.App.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.Testing;

/// <summary>
/// The throw-away PostGIS cluster of one test process, started when the first test asks for a database. A test assembly
/// declares it once, so that it is stopped and deleted at the end: <c>[assembly:
/// AssemblyFixture(typeof(TestCluster))]</c>.
/// It does not survive a power failure (fsync is off), which is what makes it quick.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    internal const string Template = "cityops_template";
    internal const string CityTemplate = "cityops_template_city";
    private const string FolderPrefix = "cityops-test-";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
        ["wal_level"] = "minimal",
        ["max_wal_senders"] = "0",
        ["max_connections"] = "400",
    };

    private static readonly SemaphoreSlim Starting = new(1);
    private static EmbeddedPostgres? _cluster;
    private static string? _folder;

    /// <summary>A connection string of the cluster's maintenance database; starts the cluster and makes the template at
    /// first.</summary>
    /// <exception cref="EmbeddedPostgresException">PostgreSQL or PostGIS is missing: the test fails, saying what to
    /// install.</exception>
    internal static async Task<string> MaintenanceAsync(CancellationToken ct)
    {
        await Starting.WaitAsync(ct);
        try
        {
            if (_cluster is null)
            {
                await DeleteLeftoversAsync(ct);
                _folder = Path.Combine(Path.GetTempPath(), FolderPrefix + Guid.NewGuid().ToString("n")[..8]);
                _cluster = await StartAsync(_folder, ct);
            }

            return WithDatabase(_cluster.ConnectionString, "postgres");
        }
        finally
        {
            Starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            Directory.Delete(_folder!, recursive: true);
            _cluster = null;
        }
    }

    internal static string WithDatabase(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    private static async Task<EmbeddedPostgres> StartAsync(string folder, CancellationToken ct)
    {
        EmbeddedPostgres? cluster = null;
        try
        {
            cluster = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions(folder, Settings),
                NullLogger.Instance,
                ct
            );
            await MakeTemplatesAsync(WithDatabase(cluster.ConnectionString, "postgres"), ct);
            return cluster;
        }
        catch
        {
            // The next test tries anew, in a folder of its own.
            await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            throw;
        }
    }

    private static async Task MakeTemplatesAsync(string maintenance, CancellationToken ct)
    {
        await MakeTemplateAsync(
            maintenance,
            Template,
            "template1",
            async city =>
            {
                await Migrations.ApplyAsync(WithDatabase(maintenance, Template), NullLogger.Instance, ct);
                // What every host that a test starts would do anew: Hangfire's tables, and the check of all metrics.
                await new PrepareJobStorage(city.DataSource).StartAsync(ct);
                await AdoptMetrics.RunAsync(city.DataSource, ct);
            },
            ct
        );
        await MakeTemplateAsync(
            maintenance,
            CityTemplate,
            Template,
            async city =>
            {
                await using var db = city.NewContext();
                await TestCity.CreateAsync(db, ct);
            },
            ct
        );
    }

    private static async Task MakeTemplateAsync(
        string maintenance,
        string name,
        string from,
        Func<CityDatabase, Task> fill,
        CancellationToken ct
    )
    {
        await using var source = NpgsqlDataSource.Create(maintenance);
        await using var create = source.CreateCommand($"create database {name} template {from}");
        await create.ExecuteNonQueryAsync(ct);
        await using (var city = CityDatabase.At(WithDatabase(maintenance, name)))
        {
            await fill(city);
        }

        // PostgreSQL copies a database only while nobody is connected to it.
        await using var close = source.CreateCommand($"alter database {name} with allow_connections false");
        await close.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Stops and deletes the clusters of test processes that were killed.</summary>
    private static async Task DeleteLeftoversAsync(CancellationToken ct)
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-2).UtcDateTime;
        foreach (
            var folder in Directory
                .EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*")
                .Where(folder =>
                    Directory.GetLastWriteTimeUtc(folder) < before && File.Exists(Path.Combine(folder, "postgres/lock"))
                )
        )
        {
            try
            {
                var isRunning = File.Exists(Path.Combine(folder, "postgres/data/postmaster.pid"));
                if (
                    !isRunning
                    || await EmbeddedPostgres.StopUnusedAsync(
                        new EmbeddedPostgresOptions(folder),
                        NullLogger.Instance,
                        ct
                    )
                )
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception foreign)
                when (foreign is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                // Another account's, or being deleted by another test process at this moment: not ours to clean.
            }
        }
    }
}
