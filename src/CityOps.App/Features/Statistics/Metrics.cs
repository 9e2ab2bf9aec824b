using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// The catalogue of metrics: the files of sql/metrics ordered by code, families (work.asphalt_m2, …) as the members
/// that the database lists for them.
/// </summary>
public sealed class Metrics
{
    private static readonly Lazy<IReadOnlyList<Metric>> AllFiles = new(() =>
        [.. Sql.Names("metrics").Select(name => Metric.Parse(name, Sql.Text($"metrics/{name}")))]
    );

    private readonly Dictionary<string, Metric> _byCode;

    private Metrics(IReadOnlyList<Metric> all)
    {
        All = all;
        _byCode = all.ToDictionary(metric => metric.Code);
        foreach (var metric in all)
        {
            if (
                metric.Parts.FirstOrDefault(part => !_byCode.TryGetValue(part, out var found) || !found.AddsUp) is
                { } unknown
            )
            {
                throw new MetricFileException(
                    metric.Code,
                    $"it is made from {unknown}, which is no metric that adds up"
                );
            }
        }
    }

    /// <summary>The files as they are, families undivided.</summary>
    /// <exception cref="MetricFileException">A file's header is not right.</exception>
    public static IReadOnlyList<Metric> Files => AllFiles.Value;

    public IReadOnlyList<Metric> All { get; }

    /// <summary>Those whose days are rolled up.</summary>
    public IEnumerable<Metric> RolledUp => All.Where(metric => metric.IsRolledUp);

    /// <summary>A catalogue of these files alone.</summary>
    public static async Task<Metrics> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Metric> files,
        CancellationToken ct
    )
    {
        var all = new List<Metric>();
        foreach (var file in files)
        {
            all.AddRange(file.Each is null ? [file] : await MembersAsync(connection, file, ct));
        }

        return new(all);
    }

    public static Task<Metrics> ReadAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ReadAsync(connection, Files, ct);

    public static async Task<Metrics> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ReadAsync(connection, ct);
    }

    /// <exception cref="KeyNotFoundException">There is none of this code.</exception>
    public Metric this[string code] => _byCode[code];

    /// <summary>The metric of this code, or of two codes the one over the other (a/b); or a refusal that names the near
    /// ones.</summary>
    public Result<Metric> Find(string code) =>
        _byCode.TryGetValue(code, out var found) ? found
        : code.Split('/') is [var above, var below]
        && _byCode.TryGetValue(above, out var numerator)
        && _byCode.TryGetValue(below, out var denominator)
        && numerator.AddsUp
        && denominator.AddsUp
            ? Metric.Share(numerator, denominator)
        : Problems.MetricUnknown.Refuse(
            $"There is no metric {InputText.Clean(code)}.{NearNames.Hint(code, All.Select(metric => metric.Code))}",
            ("allowed", All.Select(metric => metric.Code))
        );

    private sealed record Member(string Code, string Name, string NameEn, string Unit);

    private static async Task<IReadOnlyList<Metric>> MembersAsync(
        NpgsqlConnection connection,
        Metric family,
        CancellationToken ct
    )
    {
        try
        {
            await using var command = new NpgsqlCommand(
                $"select * from ({family.Each}) member (code, name, name_en, unit)",
                connection
            );
            return (await command.ListAsync<Member>(ct)).ConvertAll(row =>
                family.Member(row.Code, row.Name, row.NameEn, row.Unit)
            );
        }
        catch (Exception problem)
            when (problem is PostgresException or InvalidCastException or InvalidOperationException)
        {
            throw new MetricFileException(family.Code, $"its members cannot be listed: {problem.Message}", problem);
        }
    }
}
