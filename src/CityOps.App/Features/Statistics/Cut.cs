using CityOps.App.Http;

namespace CityOps.App.Features.Statistics;

/// <summary>By what a figure is cut into rows.</summary>
/// <param name="Code">As asked for and printed.</param>
/// <param name="Key">SQL over the facts <c>f</c>.</param>
/// <param name="Names">SQL that gives a key's name (columns code, name); null where the key is its own name.</param>
public sealed record Cut(string Code, string Key, string? Names)
{
    public static readonly Cut Organisation = new("org", "f.org", "select code, name from organisation");
    public static readonly Cut Town = new("town", "f.town", "select code, name from town");
    public static readonly Cut Category = new("category", "f.category", "select code, name from category");
    public static readonly Cut Day = new("day", "to_char(f.day, 'YYYY-MM-DD')", null);
    public static readonly Cut Month = new("month", "to_char(f.day, 'YYYY-MM')", null);

    /// <summary>What stands for the key of records that say nothing, e.g. a patrol without a town.</summary>
    public const string Unnamed = "未注明";

    public static IReadOnlyList<Cut> All { get; } = [Organisation, Town, Category, Day, Month];

    /// <summary>The cut of this code, or a refusal that names them all.</summary>
    public static Result<Cut> Find(string code)
    {
        var codes = All.Select(cut => cut.Code).ToList();
        return All.FirstOrDefault(cut => cut.Code == code) is { } found
            ? found
            : Problems.CutUnknown.Refuse(
                $"Figures are not cut by {InputText.Clean(code)}, but by {string.Join(", ", codes)}.{NearNames.Hint(code, codes)}",
                ("allowed", codes));
    }
}
