using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Opens the case behind a record of another slice, in the transaction that stores the record: one cannot exist without
/// the other. The caller says what the case opens with, holds the transaction, links its record and saves; any number
/// of records may share a transaction.
/// </summary>
public static class OpenCase
{
    /// <param name="at">When the case was reported; the server's time, except for records that are brought in
    /// later.</param>
    public static async Task<Case> RunAsync(CityOpsDb db, CaseOpening opening, DateTimeOffset at, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException(
                "A case is opened within the transaction that stores its source; begin one first."
            );
        }

        var numbers = await db
            .Database.SqlQuery<string>($"select next_case_number({at.ToUniversalTime()}) as \"Value\"")
            .ToListAsync(ct);
        var opened = Case.Open(opening, numbers[0], at);
        await DrawChecker.OnArrivalAsync(db, opened, at, ct);
        db.Cases.Add(opened);
        return opened;
    }
}
