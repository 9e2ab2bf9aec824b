using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// A kind of record that facts can be: a row of fact_source (sql/functions/figure_records.sql), the one list that
/// evidence, exports and the console go by.
/// </summary>
/// <param name="Code">The facts' column <c>source</c>.</param>
/// <param name="Name">Chinese.</param>
/// <param name="NameEn">English.</param>
/// <param name="Address">Where the record is read; {id} is the fact's source_id, {key} the fact's key.</param>
/// <param name="Page">The same for a page of the console; null where there is none.</param>
/// <param name="Key">SQL over the fact <c>f</c> that gives the end of the address; null where it is the id.</param>
/// <param name="Title">SQL over the fact <c>f</c> that gives what people know the record by; null where there is
/// none.</param>
internal sealed record FactSource(
    string Code,
    string Name,
    string NameEn,
    string Address,
    string? Page,
    string? Key,
    string? Title
)
{
    public static async Task<IReadOnlyDictionary<string, FactSource>> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/statistics/fact_sources"), connection);
        return new SortedDictionary<string, FactSource>(
            (await command.ListAsync<FactSource>(ct)).ToDictionary(source => source.Code),
            StringComparer.Ordinal
        );
    }

    /// <summary>SQL over the fact <c>f</c>: what <paramref name="query"/> gives for its kind of record.</summary>
    public static string Case(IEnumerable<FactSource> sources, Func<FactSource, string?> query) =>
        "case f.source"
        + string.Concat(
            sources
                .Where(source => query(source) is not null)
                .Select(source => $"\n    when '{source.Code}' then ({query(source)})")
        )
        + "\n  end";

    public string AddressOf(Fact fact) => Fill(Address, fact);

    public string? PageOf(Fact fact) => Page is null ? null : Fill(Page, fact);

    private static string Fill(string address, Fact fact) =>
        address
            .Replace("{id}", fact.SourceId.ToString(), StringComparison.Ordinal)
            .Replace("{key}", Uri.EscapeDataString(fact.Key ?? ""), StringComparison.Ordinal);
}
