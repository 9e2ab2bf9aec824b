using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports.Records;

/// <summary>A question of a form, as a column of its records.</summary>
/// <param name="Kind">As the latest version that asks it has it.</param>
/// <param name="Choices">Those of all versions.</param>
/// <param name="LastVersion">The latest version that asks it.</param>
public sealed record RecordColumn(
    string Code,
    [property: ValuesOf(typeof(FieldKinds))] string Kind,
    Label Label,
    string? Unit,
    IReadOnlyList<Choice>? Choices,
    int LastVersion
);

/// <summary>
/// The columns of a form's records: the questions of all its published versions, those of the latest first, in its
/// order; what is not asked any more comes last.
/// </summary>
internal sealed class RecordColumns
{
    private readonly Dictionary<(string Field, string Choice), string> _words;

    private RecordColumns(FormVersion latest, IReadOnlyList<RecordColumn> columns)
    {
        (Latest, All) = (latest, columns);
        _words = columns
            .SelectMany(column => (column.Choices ?? []).Select(choice => (column.Code, Choice: choice)))
            .ToDictionary(c => (c.Code, c.Choice.Code), c => c.Choice.Label.Zh);
    }

    public FormVersion Latest { get; }

    public IReadOnlyList<RecordColumn> All { get; }

    /// <summary>Null when no version of the form is published.</summary>
    public static async Task<RecordColumns?> ReadAsync(CityOpsDb db, string form, CancellationToken ct)
    {
        var versions = await db
            .FormVersions.AsNoTracking()
            .Where(v => v.FormCode == form && v.PublishedAt != null)
            .OrderByDescending(v => v.Version)
            .ToListAsync(ct);
        return versions is [var latest, ..] ? new(latest, Of(versions)) : null;
    }

    /// <param name="versions">The latest first.</param>
    internal static IReadOnlyList<RecordColumn> Of(IReadOnlyList<FormVersion> versions) =>
        [
            .. versions
                .SelectMany(version => version.Fields.Select(field => (version.Version, Field: field)))
                .GroupBy(asked => asked.Field.Code)
                .Select(asked =>
                {
                    var (last, field) = asked.First();
                    List<Choice> choices =
                    [
                        .. asked.SelectMany(one => one.Field.Choices ?? []).DistinctBy(choice => choice.Code),
                    ];
                    return new RecordColumn(
                        field.Code,
                        field.Kind,
                        field.Label,
                        field.Unit,
                        choices.Count == 0 ? null : choices,
                        last
                    );
                }),
        ];

    /// <summary>
    /// The answers in the order of the columns: choices in words, several in a row, numbers as numbers.
    /// </summary>
    /// <param name="answers">An object.</param>
    public IEnumerable<object?> Cells(JsonElement answers) =>
        All.Select(column => answers.TryGetProperty(column.Code, out var answer) ? Cell(column, answer) : null);

    private object? Cell(RecordColumn column, JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.Number => answer.TryGetDecimal(out var number) ? (object)number : answer.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => Word(column, answer.GetString()!),
            JsonValueKind.Array => string.Join(
                '、',
                answer
                    .EnumerateArray()
                    .Select(one =>
                        one.ValueKind == JsonValueKind.String ? Word(column, one.GetString()!) : one.GetRawText()
                    )
            ),
            _ => column.Kind == FieldKinds.Position ? Place(answer) : answer.GetRawText(),
        };

    private string Word(RecordColumn column, string code) => _words.GetValueOrDefault((column.Code, code), code);

    private static string Place(JsonElement position) =>
        position.TryGetProperty("lon", out var lon)
        && position.TryGetProperty("lat", out var lat)
        && position.TryGetProperty("coordSystem", out var system)
            ? string.Create(CultureInfo.InvariantCulture, $"{lon.GetRawText()}, {lat.GetRawText()} {system}")
            : position.GetRawText();
}
