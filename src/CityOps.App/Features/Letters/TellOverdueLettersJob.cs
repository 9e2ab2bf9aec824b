using CityOps.App.Database;

namespace CityOps.App.Features.Letters;

/// <summary>Tells the inboxes of letters that were not answered in time, the day after their last one.</summary>
public sealed class TellOverdueLettersJob(CityDatabase city, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var command = city
            .DataSource.CreateCommand(Sql.Text("queries/letters/tell_overdue"))
            .With("now", now)
            .With("today", CityTime.Day(now));
        await command.ExecuteNonQueryAsync(ct);
    }
}
