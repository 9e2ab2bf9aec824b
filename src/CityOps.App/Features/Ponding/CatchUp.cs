using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>Readings of a section that were committed, and that their node may have died over.</summary>
internal sealed record MissedReadings(string Section, DateTimeOffset ObservedFrom, DateTimeOffset ReceivedFrom);

/// <summary>
/// Records how far this node has evaluated what it received (table ponding_watch), and takes over from nodes that
/// died. A node lives as long as its session holds the advisory lock of its name, so that a crash shows at once.
/// </summary>
internal sealed class CatchUp(NpgsqlDataSource database) : IAsyncDisposable
{
    /// <summary>
    /// A reading is received before it is committed. The committer gives a statement 30 s and then counts the database
    /// as away, and without it this record is not written either.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly Guid _node = Guid.NewGuid();
    private NpgsqlConnection? _session;

    /// <param name="behindSince">What this node received before this was evaluated.</param>
    /// <returns>What nodes that died may have left; after the first start of all, whatever is stored.</returns>
    public async Task<IReadOnlyList<MissedReadings>> FindAsync(
        DateTimeOffset behindSince,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        try
        {
            var session = _session ??= await OpenAsync(ct);
            return await SayAsync(session, behindSince - Margin, now, ct) is { } since
                ? await MissedAsync(session, since, ct)
                : [];
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            "select pg_advisory_lock(hashtextextended(@node::text, 0))",
            connection
        ).With("node", _node);
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    private async Task<DateTime?> SayAsync(
        NpgsqlConnection session,
        DateTimeOffset behindSince,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/ponding/say_behind_since"), session)
            .With("node", _node)
            .With("behind_since", behindSince)
            .With("now", now);
        return await command.ExecuteScalarAsync(ct) as DateTime?;
    }

    private static async Task<List<MissedReadings>> MissedAsync(
        NpgsqlConnection session,
        DateTime since,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/ponding/missed_readings"), session)
        {
            CommandTimeout = 0, // after the first start of all it goes through everything that is stored
        }.With("since", since);
        return await command.ListAsync<MissedReadings>(ct);
    }
}
