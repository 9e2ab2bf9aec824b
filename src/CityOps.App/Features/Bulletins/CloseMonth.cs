using System.Data;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Assessments;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Statistics;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Bulletins;

/// <summary>A month's latest revision.</summary>
/// <param name="IsNew">False when nothing had changed since it was frozen.</param>
/// <param name="Sha256">Hex, over the canonical JSON of its figures.</param>
/// <param name="Changes">What differs from the revision before.</param>
/// <param name="Causes">Why it differs.</param>
public sealed record ClosedMonth(
    Month Month,
    int Revision,
    bool IsNew,
    string Sha256,
    IReadOnlyList<FigureChange> Changes,
    IReadOnlyList<ChangeCause> Causes
);

/// <summary>What came in or was done after a month was frozen and affects its days.</summary>
/// <param name="Cause">
/// late_patrol, late_report, late_feedback, late_letter, late_penalty, letter_withdrawn, late_finding,
/// finding_withdrawn, ponding_corrected; case_ and the step (case_transfer, case_merge, …); settings_changed, with how
/// many of them (a metric's definition, the calendar, a standard); record_edited where a change left no other trace.
/// </param>
/// <param name="Examples">Ids of the records, at most 20.</param>
public sealed record ChangeCause(string Cause, long Records, IReadOnlyList<Guid> Examples);

/// <summary>
/// Freezes a month's figures as a revision (月度定版). Done twice, or on two nodes at once, it makes one revision; after a
/// correction it makes the next, which names what changed and why, and looks at the changed days alone.
/// </summary>
public static class CloseMonth
{
    public static async Task<Result<ClosedMonth>> RunAsync(
        NpgsqlDataSource database,
        Month month,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!month.IsOver(now))
        {
            return Problems.MonthNotOver.Refuse(
                $"{month} is not over; it can be closed from {month.FirstDay.AddMonths(1):yyyy-MM-dd} on."
            );
        }

        await RollUpDays.RunAsync(database, ct);
        await using var held = await AdvisoryLock.TakeAsync(database, $"bulletins: close {month}", ct);
        await using var transaction = await held.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var last = await LastAsync(held.Connection, month, ct);
        var frozen = await new FreezeMonth(transaction, month).RunAsync(last?.Roll, last?.Facts, last?.Figures, ct);
        var changes = last is null ? [] : frozen.Figures.ChangesSince(last.Figures);
        if (last is not null && changes.Count == 0)
        {
            await RememberLookAsync(held.Connection, month, frozen.Roll, ct);
            await transaction.CommitAsync(ct);
            return new ClosedMonth(month, last.Revision, IsNew: false, last.Sha256, [], []);
        }

        var period = Period.OfMonth(month.FirstDay);
        var settings = await SettingsAsync(held.Connection, period, ct);
        var standard = JsonNode.Parse(settings)!["standard"].Deserialize<Standard>(JsonSerializerOptions.Web)!;
        var told = await IssueFacts.ReadAsync(transaction, month.FirstDay, standard, now, ct);
        var causes = last is null ? [] : await CausesAsync(held.Connection, period, last, settings, ct);
        var json = JsonSerializer.SerializeToElement(frozen.Figures, JsonSerializerOptions.Web);
        var sha256 = SHA256.HashData(CanonicalJson.Of(json));
        var revision = (last?.Revision ?? 0) + 1;
        await using var insert = new NpgsqlCommand(Sql.Text("queries/bulletins/insert_revision"), held.Connection)
            .With("month", month.FirstDay)
            .With("revision", revision)
            .With("closed_at", now)
            .WithJson("figures", json.GetRawText())
            .With("sha256", sha256)
            .WithJson("changes", Json(changes))
            .With("roll", frozen.Roll)
            .WithJson("facts", Json(frozen.Facts))
            .WithJson("settings", settings)
            .WithJson("causes", Json(causes))
            .WithJson("told", Json(told));
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return new ClosedMonth(month, revision, IsNew: true, Convert.ToHexStringLower(sha256), changes, causes);
    }

    /// <summary>So that days which were rolled up anew and came to the same are not looked at every night.</summary>
    private static async Task RememberLookAsync(
        NpgsqlConnection connection,
        Month month,
        long roll,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into month_look (month, roll) values (@month, @roll)
            on conflict (month) do update set roll = excluded.roll
            """,
            connection
        ).With("month", month.FirstDay).With("roll", roll);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private sealed record Last(
        int Revision,
        DateTimeOffset ClosedAt,
        MonthFigures Figures,
        string Sha256,
        long? Roll,
        Dictionary<string, SortedDictionary<string, DayFacts>>? Facts,
        string? Settings
    );

    private static async Task<Last?> LastAsync(NpgsqlConnection connection, Month month, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select revision, closed_at, figures, encode(sha256, 'hex') as sha256, roll, facts, settings::text
            from bulletin_revision where month = @month order by revision desc limit 1
            """,
            connection
        ).With("month", month.FirstDay);
        return await command.FindAsync<Last>(ct);
    }

    private static async Task<string> SettingsAsync(NpgsqlConnection connection, Period period, CancellationToken ct)
    {
#pragma warning disable CA2100 // Our own SQL files.
        await using var command = new NpgsqlCommand(
            Sql.Text("queries/bulletins/settings")
                .Replace("{standard}", Sql.Text("queries/assessments/standard"), StringComparison.Ordinal),
            connection
        );
#pragma warning restore CA2100
        command.With("first", period.From).With("last", period.To);
        return (await command.SingleAsync<string>(ct))!;
    }

    private static async Task<IReadOnlyList<ChangeCause>> CausesAsync(
        NpgsqlConnection connection,
        Period period,
        Last last,
        string settings,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/bulletins/causes"), connection)
        {
            CommandTimeout = 0,
        }
            .With("first", period.From)
            .With("last", period.To)
            .With("since", last.ClosedAt)
            .With("roll", last.Roll ?? 0);
        var causes = await command.ListAsync<ChangeCause>(ct);
        if (last.Settings is { } before && ChangedSettings(before, settings) is > 0 and var changed)
        {
            causes.Add(new("settings_changed", changed, []));
        }

        return causes.Count > 0 ? causes : [new ChangeCause("record_edited", 0, [])];
    }

    private static int ChangedSettings(string before, string now)
    {
        var (was, isNow) = (JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(now)!.AsObject());
        return isNow.Count(setting => !JsonNode.DeepEquals(setting.Value, was[setting.Key]));
    }
}
