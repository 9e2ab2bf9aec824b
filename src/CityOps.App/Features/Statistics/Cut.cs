using CityOps.App.Http;

namespace CityOps.App.Features.Statistics;

/// <summary>By what a figure is cut into rows.</summary>
/// <param name="Code">As asked for and printed.</param>
/// <param name="Key">SQL over the facts <c>f</c>.</param>
/// <param name="Names">SQL that gives a key's name (columns code, name); null where the key is its own name.</param>
/// <param name="Join">What the key needs beside the facts.</param>
/// <param name="Column">The facts' column that not every metric has; null for what all have.</param>
/// <param name="IsTime">Rows stand in the order of time, not of their values.</param>
public sealed record Cut(
    string Code,
    string Key,
    string? Names,
    string Join = "",
    string? Column = null,
    bool IsTime = false
)
{
    public static readonly Cut Organisation = new("org", "f.org", "select code, name from organisation");
    public static readonly Cut Town = new("town", "f.town", "select code, name from town");
    public static readonly Cut Category = new("category", "f.category", "select code, name from category");

    /// <summary>大类: the topmost category above the fact's.</summary>
    public static readonly Cut Class = new(
        "class",
        "k.class",
        "select code, name from category",
        "left join category_class k on k.code = f.category"
    );

    /// <summary>The keys of <see cref="Source"/>.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    ["patrol", "camera", "citizen", "report", "feedback", "ponding"];

    /// <summary>What the record came from: patrol, camera, citizen; of a case report, feedback, ponding.</summary>
    public static readonly Cut Source = new(
        "source",
        "f.origin",
        """
        values ('patrol', '巡查上报'), ('camera', '视频监控'), ('citizen', '市民随手拍'), ('report', '巡查及上报'), ('feedback', '公厕扫码'), ('ponding', '积水监测')
        """,
        Column: "origin"
    );

    public static readonly Cut Officer = new(
        "officer",
        "f.officer::text",
        "select id::text, name from account",
        Column: "officer"
    );
    public static readonly Cut Facility = new(
        "facility",
        "f.facility::text",
        "select id::text, name from facility",
        Column: "facility"
    );
    public static readonly Cut Section = new(
        "section",
        "f.section",
        "select code, name from section",
        Column: "section"
    );
    public static readonly Cut Day = new("day", "to_char(f.day, 'YYYY-MM-DD')", null, IsTime: true);

    /// <summary>ISO 8601: 2023-W48, from Monday.</summary>
    public static readonly Cut Week = new("week", "to_char(f.day, 'IYYY-\"W\"IW')", null, IsTime: true);

    public static readonly Cut Month = new("month", "to_char(f.day, 'YYYY-MM')", null, IsTime: true);

    /// <summary>What stands for the key of records that say nothing, e.g. a patrol without a town.</summary>
    public const string Unnamed = "未注明";

    public static IReadOnlyList<Cut> All { get; } =
    [Organisation, Town, Category, Class, Source, Officer, Facility, Section, Day, Week, Month];

    /// <summary>The cut of this code, or a refusal that names them all.</summary>
    public static Result<Cut> Find(string code)
    {
        var codes = All.Select(cut => cut.Code).ToList();
        return All.FirstOrDefault(cut => cut.Code == code) is { } found
            ? found
            : Problems.CutUnknown.Refuse(
                $"Figures are not cut by {InputText.Clean(code)}, but by {string.Join(", ", codes)}.{NearNames.Hint(code, codes)}",
                ("allowed", codes)
            );
    }

    /// <summary>Null when the metric can be cut like this; otherwise why it cannot.</summary>
    public Refusal? Suits(Metric metric, Metrics metrics)
    {
        var lacking =
            Column is not null
            && metric.Parts.DefaultIfEmpty(metric.Code).Any(part => !metrics[part].Columns.Contains(Column));
        return lacking || (IsTime && metric.IsStock)
            ? Problems.CutUnknown.Refuse(
                $"{metric.Code} is not cut by {Code}: {(lacking ? "its records do not say it" : "it is what there is at one time")}.",
                (
                    "allowed",
                    All.Where(cut => cut.Column is null || metric.Columns.Contains(cut.Column)).Select(cut => cut.Code)
                )
            )
            : null;
    }
}
