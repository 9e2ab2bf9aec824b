using CityOps.App.Database;
using CityOps.App.Features.Assessments;
using CityOps.App.Features.Statistics;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A case that was not handled by its deadline.</summary>
/// <param name="Hours">Past the deadline, up to its handling or the month's end.</param>
public sealed record OverdueCase(
    string Number,
    string Category,
    string Town,
    string Organisation,
    DateTimeOffset Deadline,
    decimal Hours,
    bool IsOpen
);

/// <summary>Counts by something that a month's figures are not frozen by, such as a record's source, this month and the
/// month before.</summary>
public sealed record CountedRow(
    string? Key,
    string Name,
    IReadOnlyDictionary<string, decimal> Now,
    IReadOnlyDictionary<string, decimal> Before
);

/// <summary>What has a code and a name.</summary>
public sealed record Named(string Code, string Name);

/// <summary>
/// What a bulletin tells beside the figures. It is frozen with them, in one snapshot, so that a record that changes
/// before the bulletin is issued contradicts nothing.
/// </summary>
/// <param name="Bureau">The bureau's name.</param>
/// <param name="Towns">All of them: one without a finding has a full score.</param>
/// <param name="Contractors">Likewise.</param>
/// <param name="TownOffices">Told together; the bureau's own units are told one by one.</param>
/// <param name="Sources">Cases by where the records came from.</param>
/// <param name="Toilets">What citizens did at each toilet.</param>
/// <param name="Sections">Water by section of road; those without any are not among them.</param>
/// <param name="Ponding">All sections, those with the worst water first.</param>
/// <param name="Overdue">The longest overdue.</param>
public sealed record IssueFacts(
    string Bureau,
    Standard Standard,
    IReadOnlyList<Named> Towns,
    IReadOnlyList<Named> Contractors,
    IReadOnlyList<string> TownOffices,
    IReadOnlyList<CountedRow> Sources,
    IReadOnlyList<CountedRow> Toilets,
    IReadOnlyList<CountedRow> Sections,
    IReadOnlyList<PondingSection> Ponding,
    IReadOnlyList<OverdueCase> Overdue
)
{
    /// <summary>The counts of the source table.</summary>
    public static readonly string[] SourceMetrics = ["cases_reported", "cases_filed", "cases_closed"];

    /// <summary>The counts of the toilets' table.</summary>
    public static readonly string[] ToiletMetrics =
    [
        "toilet_scans",
        "feedback_received",
        "toilet_complaints",
        "toilet_praise",
    ];

    /// <summary>The sums of the ponding table.</summary>
    public static readonly string[] SectionMetrics = ["ponding_events", "ponding_minutes", "ponding_minutes_yellow"];

    private const int MaxOverdue = 20;

    /// <param name="transaction">The one that freezes the month, repeatable read.</param>
    /// <param name="now">Up to when the terminals' silence counts.</param>
    public static async Task<IssueFacts> ReadAsync(
        NpgsqlTransaction transaction,
        DateOnly firstDay,
        Standard standard,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var period = Period.OfMonth(firstDay);
        var bureau = await NamesAsync(
            transaction,
            "select code, name from organisation where kind = 'bureau' order by code limit 1",
            ct
        );
        var offices = await NamesAsync(
            transaction,
            "select code, name from organisation where kind = 'town' order by code",
            ct
        );
        await using var snapshot = FigureSnapshot.Of(transaction);
        var metrics = await snapshot.MetricsAsync(ct);
        return new(
            bureau.FirstOrDefault()?.Name ?? "",
            standard,
            await NamesAsync(transaction, "select code, name from town order by code", ct),
            await NamesAsync(
                transaction,
                "select code, name from organisation where kind = 'contractor' order by code",
                ct
            ),
            offices.ConvertAll(office => office.Code),
            await CountAsync(snapshot, metrics, SourceMetrics, Dimension.Source, period, ct),
            await CountAsync(snapshot, metrics, ToiletMetrics, Dimension.Facility, period, ct),
            await CountAsync(snapshot, metrics, SectionMetrics, Dimension.Section, period, ct),
            await PondingSection.ReadAsync(transaction, firstDay, now, ct),
            await OverdueAsync(transaction, metrics["cases_overdue"], period, ct)
        );
    }

    private static async Task<List<Named>> NamesAsync(NpgsqlTransaction transaction, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Constants of this file.
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
#pragma warning restore CA2100
        return await command.ListAsync<Named>(ct);
    }

    private static async Task<IReadOnlyList<CountedRow>> CountAsync(
        FigureSnapshot snapshot,
        Metrics metrics,
        string[] codes,
        Dimension dimension,
        Period period,
        CancellationToken ct
    )
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        async Task<Dictionary<string, Dictionary<string, decimal>>> InAsync(Period of)
        {
            var counts = new Dictionary<string, Dictionary<string, decimal>>();
            foreach (var metric in codes)
            {
                foreach (
                    var row in (await snapshot.FigureAsync(metrics[metric], of, dimension, FigureFilter.None, ct)).Rows
                )
                {
                    names[row.Key ?? ""] = row.Name;
                    counts.TryAdd(row.Key ?? "", []);
                    counts[row.Key ?? ""][metric] = row.Value ?? 0;
                }
            }

            return counts;
        }

        var (now, before) = (await InAsync(period), await InAsync(period.Previous));
        return
        [
            .. names.Select(name => new CountedRow(
                name.Key.Length == 0 ? null : name.Key,
                name.Value,
                now.GetValueOrDefault(name.Key, []),
                before.GetValueOrDefault(name.Key, [])
            )),
        ];
    }

    private static async Task<IReadOnlyList<OverdueCase>> OverdueAsync(
        NpgsqlTransaction transaction,
        Metric overdue,
        Period period,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // Our own SQL files.
        await using var command = new NpgsqlCommand(
            Sql.Text("queries/bulletins/overdue").Replace("{facts}", overdue.Facts + "\n", StringComparison.Ordinal),
            transaction.Connection,
            transaction
        );
#pragma warning restore CA2100
        command
            .With("first", period.From)
            .With("last", period.To)
            .With("until", CityTime.Start(period.To.AddDays(1)))
            .With("size", MaxOverdue);
        return await command.ListAsync<OverdueCase>(ct);
    }
}
