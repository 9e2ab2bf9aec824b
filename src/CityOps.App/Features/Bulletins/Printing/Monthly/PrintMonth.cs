using System.Data;
using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Features.Assessments;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>
/// The bulletin of a closed month. The first time it is composed, cross-footed and issued with its files; from then on
/// this revision is what was issued, whatever wording, names, settings, template or program have become.
/// </summary>
public static class PrintMonth
{
    /// <param name="revision">Null for the latest.</param>
    public static async Task<Result<IssuedBulletin>> RunAsync(
        NpgsqlDataSource database,
        Month month,
        int? revision,
        BulletinOptions options,
        DataFolder folder,
        CancellationToken ct
    )
    {
        try
        {
            return
                await IssuedBulletin.ReadAsync(
                    database,
                    month,
                    revision,
                    () => options.ReadTemplateAsync(folder, ct),
                    ct
                )
                    is { } issued
                ? issued
                : await IssueAsync(database, month, revision, options, folder, ct);
        }
        catch (TemplateException problem)
        {
            return Problems.BulletinTemplateInvalid.Refuse(problem.Message);
        }
    }

    /// <summary>As it was issued; refused where it was not yet. Reading issues nothing.</summary>
    /// <param name="revision">Null for the latest.</param>
    public static async Task<Result<IssuedBulletin>> ReadAsync(
        NpgsqlDataSource database,
        Month month,
        int? revision,
        BulletinOptions options,
        DataFolder folder,
        CancellationToken ct
    ) =>
        await IssuedBulletin.ReadAsync(database, month, revision, () => options.ReadTemplateAsync(folder, ct), ct)
            is { } issued
            ? issued
            : Problems.BulletinNotFound.Refuse(
                revision is null
                    ? $"No bulletin of {month} was issued."
                    : $"No revision {revision} of {month}'s bulletin was issued."
            );

    private static async Task<Result<IssuedBulletin>> IssueAsync(
        NpgsqlDataSource database,
        Month month,
        int? revision,
        BulletinOptions options,
        DataFolder folder,
        CancellationToken ct
    )
    {
        if (await FrozenMonth.ReadAsync(database, month.FirstDay, revision, null, ct) is not { } now)
        {
            return Problems.BulletinNotFound.Refuse(
                revision is null
                    ? $"{month} is not closed; close it with close-month {month}."
                    : $"{month} has no revision {revision}."
            );
        }

        var before = await FrozenMonth.ReadAsync(database, month.FirstDay.AddMonths(-1), null, now.ClosedAt, ct);
        var lastYear = await FrozenMonth.ReadAsync(database, month.FirstDay.AddYears(-1), null, now.ClosedAt, ct);
        var told = now.Told ?? await ToldNowAsync(database, now, ct);
        var bulletin = ComposeMonth.Run(now, before, lastYear, options, told);
        if (CheckBulletin.Run(bulletin) is { Count: > 0 } contradictions)
        {
            return Problems.BulletinContradictory.Refuse(
                $"{month} revision {now.Revision} is not issued: {string.Join("; ", contradictions.Take(5))}.",
                ("contradictions", contradictions)
            );
        }

        var template = await options.ReadTemplateAsync(folder, ct);
        if (options.ShortName.Length > 0)
        {
            var number = await DocumentNumber.GiveAsync(database, month, options.ShortName, bulletin.SignedOn.Year, ct);
            bulletin = bulletin with { DocumentNumber = number.ToString() };
        }

        var seal = bulletin.Seal with { TemplateSha256 = Convert.ToHexStringLower(SHA256.HashData(template)) };
        return await IssuedBulletin.IssueAsync(database, month, bulletin with { Seal = seal }, template, ct);
    }

    // Of a revision from before what it tells was frozen with its figures.
    private static async Task<IssueFacts> ToldNowAsync(NpgsqlDataSource database, FrozenMonth now, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return await IssueFacts.ReadAsync(
            transaction,
            now.FirstDay,
            now.Standard ?? await Standard.ReadAsync(database, ct),
            now.ClosedAt,
            ct
        );
    }
}
