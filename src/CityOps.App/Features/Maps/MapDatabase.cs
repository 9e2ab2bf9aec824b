using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Maps;

/// <summary>
/// The map's own connections, few and with settings of their own: compiling (JIT) and parallel workers cost more than a
/// tile takes, and people who drag maps about must not use up the connections that reports are stored through.
/// </summary>
public sealed class MapDatabase : IAsyncDisposable
{
    private const int MaxConnections = 8;

    private readonly NpgsqlDataSource _source;

    public MapDatabase(CityDatabase city)
    {
        var settings = new NpgsqlConnectionStringBuilder(city.ConnectionString)
        {
            ApplicationName = "cityops-map",
            MaxPoolSize = MaxConnections,
            CommandTimeout = 10,
        };
        settings.Options = $"{settings.Options} -c jit=off -c max_parallel_workers_per_gather=0".TrimStart();
        _source = CityDatabase.NewDataSource(settings.ConnectionString);
    }

    /// <summary>The SQL file sql/queries/maps/<paramref name="query"/>.sql.</summary>
    public NpgsqlCommand Command(string query) => _source.CreateCommand(Sql.Text($"queries/maps/{query}"));

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
