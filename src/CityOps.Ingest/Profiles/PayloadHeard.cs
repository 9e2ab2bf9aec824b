using System.Collections.Concurrent;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Profiles;

/// <summary>
/// Keeps the latest messages in terminals' own formats as they came (<c>payload_heard</c>, 20 of a gateway), for
/// whoever installs one: of each gateway 20 in a minute at most, so that a busy one costs no more. A second behind; a
/// process that dies loses a second of it, readings and rejections are committed.
/// </summary>
internal sealed class PayloadHeard(NpgsqlDataSource database, TimeProvider time, ILogger<PayloadHeard> logger)
    : BackgroundService
{
    private const int MaxPerMinute = 20;
    private const int MaxUnwritten = 2000;
    private const int KeptBytes = 4096;
    private readonly ConcurrentDictionary<string, Noted> _noted = [];
    private readonly Lock _lock = new();
    private List<Heard> _unwritten = [];

    private sealed class Noted
    {
        public long Minute;
        public int Count;
    }

    private sealed record Heard(
        Guid Id,
        string GatewayId,
        DateTime At,
        string Channel,
        string Topic,
        byte[] Payload,
        int Bytes,
        int Readings,
        int PassedOver,
        string? Detail
    );

    /// <summary>Notes a message, unless enough of this gateway are noted this minute.</summary>
    public void Note(Submission submission, ReadOnlyMemory<byte> payload, Failure? why, int readings, int passedOver)
    {
        var noted = _noted.GetOrAdd(submission.Gateway.Id, static _ => new Noted());
        var minute = submission.ReceivedAt.UtcTicks / TimeSpan.TicksPerMinute;
        if (minute == Volatile.Read(ref noted.Minute))
        {
            if (noted.Count >= MaxPerMinute)
            {
                return; // the way of nearly all
            }
        }
        else
        {
            (noted.Minute, noted.Count) = (minute, 0);
        }

        noted.Count++;
        var kept = payload[..Math.Min(payload.Length, KeptBytes)].ToArray();
        var heard = new Heard(
            Guid.CreateVersion7(),
            submission.Gateway.Id,
            submission.ReceivedAt.UtcDateTime,
            submission.Channel,
            Storable(submission.Topic),
            kept,
            payload.Length,
            readings,
            passedOver,
            why is null ? null : Storable($"{why.Reason}: {why.Detail}")
        );
        lock (_lock)
        {
            if (_unwritten.Count < MaxUnwritten)
            {
                _unwritten.Add(heard);
            }
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        EachSecond.RunAsync(TryWriteAsync, time, stoppingToken);

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        List<Heard> taken;
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
            logger.LogWarning("Terminals' messages can't be noted for their installers now: {Error}", e.Message);
        }
    }

    private NpgsqlCommand Command(List<Heard> taken) =>
        database
            .CreateCommand(Sql.File("note_payload_heard"))
            .WithEach("id", taken, h => h.Id)
            .WithEach("gateway_id", taken, h => h.GatewayId)
            .WithEach("heard_at", taken, h => h.At)
            .WithEach("channel", taken, h => h.Channel)
            .WithEach("topic", taken, h => h.Topic)
            .WithEach("payload", taken, h => h.Payload)
            .WithEach("bytes", taken, h => h.Bytes)
            .WithEach("readings", taken, h => h.Readings)
            .WithEach("passed_over", taken, h => h.PassedOver)
            .WithEach("detail", taken, h => h.Detail);

    private static string Storable(string text) => string.Create(text.Length, text, static (into, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                into[i] = from[i] == '\0' || char.IsSurrogate(from[i]) ? '\uFFFD' : from[i];
            }
        });
}
