using System.Globalization;

namespace CityOps.App.Tables;

/// <param name="DryRun">Do everything but keep nothing.</param>
/// <param name="SkipBad">Import the good rows although there are bad ones; otherwise one bad row keeps all out.</param>
/// <param name="Accept">What is asked for is meant so.</param>
/// <param name="Account">Whom the logs of changes name; null for whoever sits at the machine.</param>
public sealed record ImportChoice(bool DryRun, bool SkipBad, bool Accept = false, Guid? Account = null)
{
    public bool Keeps(ImportOutcome outcome) =>
        !DryRun && (outcome.Bad.Count == 0 || SkipBad) && (outcome.Asks.Count == 0 || Accept);
}

/// <summary>What came of importing a list.</summary>
/// <param name="Bad">By row and cell; an answer of the API has the first ones.</param>
/// <param name="Kept">False for a dry run, when bad rows kept the others out, and when something is to be accepted
/// first.</param>
public record ImportOutcome(int New, int Changed, int Unchanged, IReadOnlyList<BadRow> Bad, bool Kept)
{
    private const int Sampled = 3;

    /// <summary>How many bad rows there are in all.</summary>
    public int BadRows { get; init; } = Bad.Select(bad => (bad.Sheet, bad.Row)).Distinct().Count();

    /// <summary>How the file was read, what was passed over, and what else came of it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The first rows as they were understood.</summary>
    public IReadOnlyList<string> Sample { get; init; } = [];

    /// <summary>What looks like a mistake and may be meant: it is kept out until it is accepted.</summary>
    public IReadOnlyList<string> Asks { get; init; } = [];

    /// <summary>A row of <see cref="Sample"/>: what is there, by its name.</summary>
    public static IReadOnlyList<string> SampleOf<T>(
        IEnumerable<T> rows,
        Func<T, int> number,
        Func<T, IEnumerable<(string Name, object? Value)>> parts
    ) =>
        [
            .. rows.Take(Sampled)
                .Select(row =>
                    $"row {number(row)}: "
                    + string.Join(
                        " · ",
                        parts(row)
                            .Where(part => part.Value is not null)
                            .Select(part =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{part.Name} {part.Value?.ToString()?.ReplaceLineEndings(" ")}"
                                )
                            )
                    )
                ),
        ];
}
