using System.Globalization;
using System.Text;
using Npgsql;

namespace CityOps.Testing.Faults;

/// <summary>The publishers' lists against the tables.</summary>
/// <param name="Published">Messages that were sent at least once.</param>
/// <param name="Acknowledged">Messages whose acknowledgement arrived.</param>
/// <param name="Rejected">Of these, the ones that had to end in <c>rejected_message</c>.</param>
/// <param name="Missing">Acknowledged and nowhere to be found: the first of them, in words.</param>
/// <param name="Twice">Stored more than once: the first of them, in words.</param>
public sealed record FaultComparison(
    long Published,
    long Acknowledged,
    long Rejected,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Twice
)
{
    /// <summary>Reads the tables and compares.</summary>
    public static async Task<FaultComparison> MakeAsync(
        NpgsqlDataSource database,
        IReadOnlyList<FaultPublisher> publishers,
        CancellationToken ct
    )
    {
        var readings = publishers.Select(_ => new HashSet<int>()).ToArray();
        var feedback = publishers.Select(_ => new HashSet<int>()).ToArray();
        var refused = publishers.Select(_ => new HashSet<int>()).ToArray();
        var twice = new List<string>();

        await foreach (
            var row in RowsAsync(
                database,
                "select substr(s.code, 3)::integer, r.seq from reading r join sensor s on s.id = r.sensor_id where s.code like 'F-%'",
                ct
            )
        )
        {
            Note(readings, row.GetInt32(0), (int)row.GetInt64(1), "reading");
        }

        await foreach (var row in RowsAsync(database, "select id from feedback", ct))
        {
            var id = row.GetGuid(0).ToByteArray();
            Note(feedback, BitConverter.ToInt32(id), (int)BitConverter.ToInt64(id, 8), "feedback");
        }

        // A message that was refused but not acknowledged before a crash comes again and is recorded again: at least
        // once is right here.
        await foreach (var row in RowsAsync(database, "select payload, gateway_id from rejected_message", ct))
        {
            if (NumberOf(Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0))) is { } number)
            {
                refused[int.Parse(row.GetString(1).AsSpan("fault-".Length), CultureInfo.InvariantCulture)].Add(number);
            }
        }

        var missing = new List<string>();
        foreach (var publisher in publishers)
        {
            for (var number = 0; number < publisher.Acknowledged; number++)
            {
                var stored = publisher[number] switch
                {
                    Faults.Published.Reading => readings,
                    Faults.Published.Feedback => feedback,
                    _ => refused,
                };
                if (!stored[publisher.Index].Contains(number))
                {
                    missing.Add($"{publisher[number]} {number} of publisher {publisher.Index}");
                }
            }
        }

        return new FaultComparison(
            publishers.Sum(p => (long)p.Count),
            publishers.Sum(p => (long)p.Acknowledged),
            publishers.Sum(p =>
                Enumerable
                    .Range(0, p.Acknowledged)
                    .LongCount(n => p[n] is Faults.Published.Broken or Faults.Published.Poison)
            ),
            missing,
            twice
        );

        void Note(HashSet<int>[] found, int publisher, int number, string what)
        {
            if (!found[publisher].Add(number))
            {
                twice.Add($"{what} {number} of publisher {publisher}");
            }
        }
    }

    private static int? NumberOf(string payload)
    {
        const string Seq = "\"seq\":";
        var digits =
            payload.StartsWith("{broken", StringComparison.Ordinal) ? payload[(payload.LastIndexOf(' ') + 1)..]
            : payload.IndexOf(Seq, StringComparison.Ordinal) is >= 0 and var at
                ? payload[(at + Seq.Length)..].TrimEnd('}')
            : "";
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        NpgsqlDataSource database,
        string sql,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 300;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return reader;
        }
    }
}
