using CityOps.App.Features.Statistics;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>
/// The bulletin of a closed month, ready to print. The first time it is composed, cross-footed and issued; from then on this
/// revision is what was issued, whatever wording, names or settings have become.
/// </summary>
public static class PrintMonth
{
    /// <param name="revision">Null for the latest.</param>
    public static async Task<Result<Bulletin>> RunAsync(
        NpgsqlDataSource database, Month month, int? revision, BulletinOptions options, CancellationToken ct)
    {
        if (await IssuedBulletin.ReadAsync(database, month, revision, ct) is { } issued)
        {
            return issued;
        }

        if (await FrozenMonth.ReadAsync(database, month.FirstDay, revision, null, ct) is not { } now)
        {
            return Problems.BulletinNotFound.Refuse(revision is null
                ? $"{month} is not closed; close it with close-month {month}."
                : $"{month} has no revision {revision}.");
        }

        var before = await FrozenMonth.ReadAsync(database, month.FirstDay.AddMonths(-1), null, now.ClosedAt, ct);
        var lastYear = await FrozenMonth.ReadAsync(database, month.FirstDay.AddYears(-1), null, now.ClosedAt, ct);
        var bulletin = ComposeMonth.Run(now, before, lastYear, options,
            await IssueFacts.ReadAsync(database, Period.OfMonth(month.FirstDay), ct));
        return CheckBulletin.Run(bulletin) is { Count: > 0 } contradictions
            ? Problems.BulletinContradictory.Refuse(
                $"{month} revision {now.Revision} is not issued: {string.Join("; ", contradictions.Take(5))}.", ("contradictions", contradictions))
            : await IssuedBulletin.IssueAsync(database, month, bulletin, ct);
    }
}
