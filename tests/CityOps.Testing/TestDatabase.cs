using Npgsql;

namespace CityOps.Testing;

/// <summary>
/// A real PostGIS database with the current schema and no rows, of one test or test class, dropped when disposed.
/// <code>
/// public sealed class ReadingTests : IAsyncLifetime
/// {
///     private TestDatabase _db = null!;
///     public async ValueTask InitializeAsync() =&gt; _db = await
///     TestDatabase.CreateAsync(TestContext.Current.CancellationToken);
///     public ValueTask DisposeAsync() =&gt; _db.DisposeAsync();
/// }
/// </code>
/// xunit makes an instance per test, so the above gives each test its own (about 0.1 s); share one per class with
/// <c>IClassFixture&lt;TestDatabase.ForClass&gt;</c>. No server needs to be prepared: see <see cref="TestCluster"/>.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _maintenance;
    private readonly string _name;

    private TestDatabase(string maintenance, string name)
    {
        _maintenance = maintenance;
        _name = name;
        ConnectionString = TestCluster.WithDatabase(maintenance, name);
        var builder = new NpgsqlDataSourceBuilder(ConnectionString);
        builder.UseNetTopologySuite();
        DataSource = builder.Build();
    }

    /// <summary>For handing on to a process, or to code that builds its own data source.</summary>
    public string ConnectionString { get; }

    /// <summary>Connections that know PostGIS's types.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>A database with the current schema.</summary>
    public static Task<TestDatabase> CreateAsync(CancellationToken ct) => CreateAsync(TestCluster.Template, ct);

    /// <summary>A database with the small city of <see cref="TestCity"/>.</summary>
    public static Task<TestDatabase> CreateCityAsync(CancellationToken ct) => CreateAsync(TestCluster.CityTemplate, ct);

    /// <summary>A database without any schema, for tests of the migrations themselves.</summary>
    public static Task<TestDatabase> CreateEmptyAsync(CancellationToken ct) => CreateAsync("template1", ct);

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await ExecuteAsync(_maintenance, $"drop database {_name} with (force)", CancellationToken.None);
    }

    private static async Task<TestDatabase> CreateAsync(string template, CancellationToken ct)
    {
        var maintenance = await TestCluster.MaintenanceAsync(ct);
        var name = "test_" + Guid.NewGuid().ToString("n");
        // With fsync off, copying files takes a third of the time of logging each page.
        await ExecuteAsync(maintenance, $"create database {name} template {template} strategy file_copy", ct);
        return new TestDatabase(maintenance, name);
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>One database for all tests of a class: <c>MyTests(TestDatabase.ForClass shared) :
    /// IClassFixture&lt;TestDatabase.ForClass&gt;</c>.</summary>
    public sealed class ForClass : Xunit.IAsyncLifetime
    {
        public TestDatabase Database { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Database = await CreateAsync(CancellationToken.None);

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
