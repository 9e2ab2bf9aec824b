using CityOps.Ingest.Commit;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Keeps what each station said last in each of its elements (<c>sl651_heard</c>), named for a sensor or not: whoever
/// names them sees what there is. A second behind; a process that dies loses a second of it, readings and rejections
/// are committed.
/// </summary>
internal sealed class Sl651Heard(NpgsqlDataSource database, TimeProvider time, ILogger<Sl651Heard> logger)
    : BackgroundService
{
    private const int MaxUnwritten = 20_000;
    private const int MaxRawLength = 64;
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
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        EachSecond.RunAsync(TryWriteAsync, time, stoppingToken);

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
        else if (into.Count < MaxUnwritten)
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
            await using var command = Command(taken);
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

    private NpgsqlCommand Command(
        IReadOnlyCollection<KeyValuePair<(string Gateway, string Address, string Element), Heard>> taken
    ) =>
        database
            .CreateCommand(Sql.File("note_sl651_heard"))
            .WithEach("gateway_id", taken, h => h.Key.Gateway)
            .WithEach("address", taken, h => h.Key.Address)
            .WithEach("element", taken, h => h.Key.Element)
            .WithEach("definition", taken, h => (short)h.Value.Value.Definition)
            .WithEach("state", taken, h => State(h.Value.Value.State))
            .WithEach("value", taken, h => Number(h.Value.Value))
            .WithEach("raw", taken, h => Cut(h.Value.Value.Raw))
            .WithEach("observed_at", taken, h => At(h.Value.Value.ObservedTicks))
            .WithEach("heard_at", taken, h => h.Value.At.UtcDateTime)
            .WithEach("times", taken, h => h.Value.Times);

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

    private static byte[] Cut(ReadOnlyMemory<byte> raw) => raw[..Math.Min(raw.Length, MaxRawLength)].ToArray();

    private static DateTime? At(long? ticks) => ticks is { } at ? new DateTime(at, DateTimeKind.Utc) : null;
}
