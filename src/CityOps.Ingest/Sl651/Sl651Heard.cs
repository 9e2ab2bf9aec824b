using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Keeps what each station said last in each of its elements (<c>sl651_heard</c>), named for a sensor or not: whoever
/// names them sees what there is. A second behind; a process that dies loses a second of it, readings and rejections
/// are committed.
/// </summary>
internal sealed class Sl651Heard(NpgsqlDataSource database, TimeProvider time, ILogger<Sl651Heard> logger)
    : BackgroundService
{
    private const int MostUnwritten = 20_000;
    private const int LongestRaw = 64;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private Dictionary<(string Gateway, string Address, string Element), Heard> _unwritten = [];

    private readonly record struct Heard(Sl651Value Value, DateTimeOffset At, long Times);

    /// <summary>Notes a committed message's values; of values at even times the last. Beyond 20,000 different ones in a
    /// second, no more are noted.</summary>
    public void Note(string gatewayId, IReadOnlyList<Sl651Value> values, DateTimeOffset at)
    {
        lock (_lock)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i].After == 0)
                {
                    Note(_unwritten, (gatewayId, values[i].Station, values[i].Element), new Heard(values[i], at, 1));
                }
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(LastTry);
            await TryWriteAsync(deadline.Token);
        }
    }

    private static void Note(
        Dictionary<(string, string, string), Heard> into,
        (string, string, string) key,
        Heard heard
    )
    {
        if (into.TryGetValue(key, out var before))
        {
            into[key] = (heard.At < before.At ? before : heard) with { Times = before.Times + heard.Times };
        }
        else if (into.Count < MostUnwritten)
        {
            into[key] = heard;
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string Gateway, string Address, string Element), Heard> taken;
        lock (_lock)
        {
            if (_unwritten.Count == 0)
            {
                return;
            }

            (taken, _unwritten) = (_unwritten, []);
        }

        try
        {
            await using var command = Command([.. taken]);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e)
        {
            logger.LogWarning("What stations said can't be noted now and will be later: {Error}", e.Message);
            lock (_lock)
            {
                foreach (var (key, heard) in taken)
                {
                    Note(_unwritten, key, heard);
                }
            }
        }
    }

    private NpgsqlCommand Command(KeyValuePair<(string Gateway, string Address, string Element), Heard>[] taken)
    {
        var command = database.CreateCommand(Sql.File("note_sl651_heard"));
        Add(NpgsqlDbType.Text, h => h.Key.Gateway); // $1 gateway_id
        Add(NpgsqlDbType.Text, h => h.Key.Address); // $2 address
        Add(NpgsqlDbType.Text, h => h.Key.Element); // $3 element
        Add(NpgsqlDbType.Smallint, h => (short)h.Value.Value.Definition); // $4 definition
        Add(NpgsqlDbType.Text, h => State(h.Value.Value.State)); // $5 state
        Add(NpgsqlDbType.Numeric, h => Number(h.Value.Value)); // $6 value
        Add(NpgsqlDbType.Bytea, h => Cut(h.Value.Value.Raw)); // $7 raw
        Add(NpgsqlDbType.TimestampTz, h => At(h.Value.Value.ObservedTicks)); // $8 observed_at
        Add(NpgsqlDbType.TimestampTz, h => h.Value.At.UtcDateTime); // $9 heard_at
        Add(NpgsqlDbType.Bigint, h => h.Value.Times); // $10 times
        return command;

        void Add<T>(
            NpgsqlDbType element,
            Func<KeyValuePair<(string Gateway, string Address, string Element), Heard>, T> value
        ) =>
            command.Parameters.Add(
                new NpgsqlParameter<T[]>
                {
                    TypedValue = [.. taken.Select(value)],
                    NpgsqlDbType = NpgsqlDbType.Array | element,
                }
            );
    }

    private static string State(Sl651State state) =>
        state switch
        {
            Sl651State.Number => "number",
            Sl651State.Missing => "missing",
            Sl651State.Unreadable => "unreadable",
            Sl651State.Picture => "picture",
            _ => "raw",
        };

    private static decimal? Number(Sl651Value value) =>
        value.State is Sl651State.Number or Sl651State.Picture ? value.Number : null;

    private static byte[] Cut(ReadOnlyMemory<byte> raw) => raw[..Math.Min(raw.Length, LongestRaw)].ToArray();

    private static DateTime? At(long? ticks) => ticks is { } at ? new DateTime(at, DateTimeKind.Utc) : null;
}
