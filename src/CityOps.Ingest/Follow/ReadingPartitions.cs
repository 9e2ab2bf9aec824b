using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Follow;

/// <summary>Makes the monthly partitions of <c>reading</c> ahead of time and empties its DEFAULT partition.</summary>
public sealed class ReadingPartitions(NpgsqlDataSource database, TimeProvider time, ILogger<ReadingPartitions> logger)
{
    private const int MonthsAhead = 3;

    /// <summary>Safe to run twice and at once; see <c>sql/functions/make_reading_partitions.sql</c>.</summary>
    /// <returns>The partitions that were made.</returns>
    public async Task<IReadOnlyList<string>> MakeAsync(CancellationToken cancellationToken)
    {
        await using var command = database
            .CreateCommand("select make_reading_partitions(@now, @months)")
            .With("now", time.GetUtcNow())
            .With("months", MonthsAhead);
        var made = await command.ListAsync<string>(cancellationToken);
        if (made.Count > 0)
        {
            logger.LogInformation("Made the partitions {Partitions}", made);
        }

        return made;
    }
}
