using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.Testing.Faults;

/// <summary>
/// What can fail, for real: a PostgreSQL with the durability that the product runs with, a mosquitto with persistence,
/// and two processes of the application that listen themselves and share the broker's load.
/// </summary>
public sealed class FaultCity : IAsyncDisposable
{
    /// <summary>A depth that the table refuses.</summary>
    public const int PoisonDepthMm = 1313;

    private readonly ScratchFolder _scratch = new();
    private readonly List<CityOpsProcess> _nodes = [];
    private readonly bool _isDurable;
    private EmbeddedPostgres _server = null!;

    private FaultCity(bool isDurable) => _isDurable = isDurable;

    public MosquittoBroker Broker { get; private set; } = null!;

    public IReadOnlyList<CityOpsProcess> Nodes => _nodes;

    /// <summary>Connections of the comparison's own; made anew after every restart of the server.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>A valid code of a toilet, for feedback.</summary>
    public string QrCode { get; private set; } = "";

    /// <param name="publishers">How many gateways, with a sensor each.</param>
    /// <param name="isDurable">With fsync and synchronous_commit, as in operation; a short test does without.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<FaultCity> CreateAsync(int publishers, bool isDurable, CancellationToken ct)
    {
        var city = new FaultCity(isDurable);
        try
        {
            await city.StartDatabaseAsync(ct);
            await city.FillAsync(publishers, ct);
            city.Broker = await MosquittoBroker.StartAsync(ct);
            for (var node = 0; node < 2; node++)
            {
                city._nodes.Add(await city.StartNodeAsync(node, ct));
            }

            return city;
        }
        catch
        {
            await city.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, or after <see cref="KillDatabaseAsync"/> starts it again with recovery.</summary>
    public async Task StartDatabaseAsync(CancellationToken ct)
    {
        var settings = _isDurable ? null : new Dictionary<string, string> { ["fsync"] = "off" };
        _server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(_scratch.Path, settings),
            NullLogger.Instance,
            ct
        );
        Database = NpgsqlDataSource.Create(_server.ConnectionString);
    }

    /// <summary>An orderly stop: open transactions are rolled back, connections end.</summary>
    public async Task StopDatabaseAsync()
    {
        await Database.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>kill -9 of the postmaster and, with it, of every backend in the middle of what it does.</summary>
    public async Task KillDatabaseAsync(CancellationToken ct)
    {
        await Database.DisposeAsync();
        var pid = (await File.ReadAllLinesAsync(_scratch["postgres/data/postmaster.pid"], ct))[0];
        using var postmaster = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync(ct);
        await _server.DisposeAsync(); // finds nothing to stop and lets go
    }

    /// <summary>Ends the applications' own connections, as a restarted proxy or an administrator does.</summary>
    public async Task CutDatabaseConnectionsAsync(CancellationToken ct)
    {
        await using var command = Database.CreateCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
            await _server.DisposeAsync();
        }

        _scratch.Dispose();
    }

    private Task<CityOpsProcess> StartNodeAsync(int number, CancellationToken ct) =>
        CityOpsProcess.StartAsync(
            new(_server.ConnectionString)
            {
                Arguments = ["--roles", "ingest"],
                Environment = new Dictionary<string, string>
                {
                    ["Mqtt__Broker"] = Broker.Url,
                    ["Mqtt__BrokerClientId"] = string.Create(CultureInfo.InvariantCulture, $"node-{number}"),
                    ["Logging__LogLevel__Default"] = "Warning",
                },
            },
            ct
        );

    private async Task FillAsync(int publishers, CancellationToken ct)
    {
        await Migrations.ApplyAsync(_server.ConnectionString, NullLogger.Instance, ct);
        await using var city = CityDatabase.At(_server.ConnectionString);
        await using var db = city.NewContext();
        await TestCity.CreateAsync(db, ct);
        var toilet = await db.Facilities.SingleAsync(ct);
        QrCode = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UnixEpoch, ct)).Code;
        await db.SaveChangesAsync(ct);
        await using var gateways = Database.CreateCommand(
            """
            with made as (
              insert into gateway (id, name, secret_sha256, created_at, sends)
              select format('fault-%s', g), 'publishes through faults', $1, now(), '{readings,reports,feedback}'
              from generate_series(0, $2 - 1) g
              returning id
            )
            insert into sensor (code, gateway_id, position, created_at)
            select replace(id, 'fault-', 'F-'), id, st_setsrid(st_makepoint(113.38, 22.52), 4326), now() from made
            """
        );
        gateways.Parameters.Add(
            new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(Encoding.UTF8.GetBytes(TestCity.GatewaySecret)) }
        );
        gateways.Parameters.Add(new NpgsqlParameter<int> { TypedValue = publishers });
        await gateways.ExecuteNonQueryAsync(ct);
        await using var poison = Database.CreateCommand(
            "alter table reading add constraint no_poison check (depth_mm <> 1313) not valid"
        );
        await poison.ExecuteNonQueryAsync(ct);
    }
}
