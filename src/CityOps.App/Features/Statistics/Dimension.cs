using CityOps.App.Http;

namespace CityOps.App.Features.Statistics;

/// <summary>What the rows of a figure are grouped by.</summary>
/// <param name="Code">As asked for and printed.</param>
/// <param name="Key">SQL over the facts <c>f</c>.</param>
/// <param name="Names">SQL that gives a key's name (columns code, name); null where the key is its own name.</param>
/// <param name="Join">What the key needs beside the facts.</param>
/// <param name="Column">The facts' column that not every metric has; null for what all have.</param>
/// <param name="IsTime">Rows stand in the order of time, not of their values.</param>
public sealed record Dimension(
    string Code,
    string Key,
    string? Names,
    string Join = "",
    string? Column = null,
    bool IsTime = false
)
{
    public static readonly Dimension Organisation = new("org", "f.org", "select code, name from organisation");
    public static readonly Dimension Town = new("town", "f.town", "select code, name from town");
    public static readonly Dimension Category = new("category", "f.category", "select code, name from category");

    /// <summary>大类: the topmost category above the fact's.</summary>
    public static readonly Dimension Class = new(
        "class",
        "k.class",
        "select code, name from category",
        "left join category_class k on k.code = f.category"
    );

    /// <summary>The keys of <see cref="Source"/>.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    ["patrol", "camera", "citizen", "hotline", "report", "feedback", "ponding", "check"];

    /// <summary>What the record came from: patrol, camera, citizen, hotline; of a case report, feedback, ponding,
    /// check (one that was missed).</summary>
    public static readonly Dimension Source = new(
        "source",
        "f.origin",
        """
        select code, name
        from (values ('patrol', '巡查上报'), ('camera', '视频监控'), ('citizen', '市民随手拍'), ('hotline', '热线来电'),
          ('report', '巡查及上报'), ('feedback', '公厕扫码'), ('ponding', '积水监测'), ('check', '周期检查漏检')) source (code, name)
        """,
        Column: "origin"
    );

    public static readonly Dimension Officer = new(
        "officer",
        "f.officer::text",
        "select id::text as code, name from account",
        Column: "officer"
    );
    public static readonly Dimension Facility = new(
        "facility",
        "f.facility::text",
        "select id::text as code, name from facility",
        Column: "facility"
    );

    /// <summary>Of the fact's facility.</summary>
    public static readonly Dimension FacilityType = new(
        "facility_type",
        "y.type",
        "select code, name from facility_kind",
        "left join facility y on y.id = f.facility",
        Column: "facility"
    );
    public static readonly Dimension Section = new(
        "section",
        "f.section",
        "select code, name from section",
        Column: "section"
    );
    public static readonly Dimension Day = new("day", "to_char(f.day, 'YYYY-MM-DD')", null, IsTime: true);

    /// <summary>ISO 8601: 2023-W48, from Monday.</summary>
    public static readonly Dimension Week = new("week", "to_char(f.day, 'IYYY-\"W\"IW')", null, IsTime: true);

    public static readonly Dimension Month = new("month", "to_char(f.day, 'YYYY-MM')", null, IsTime: true);

    /// <summary>What stands for the key of records that say nothing, e.g. a patrol without a town.</summary>
    public const string Unnamed = "未注明";

    public static IReadOnlyList<Dimension> All { get; } =
    [Organisation, Town, Category, Class, Source, Officer, Facility, FacilityType, Section, Day, Week, Month];

    /// <summary>The dimension of this code, or a refusal that names them all.</summary>
    public static Result<Dimension> Find(string code)
    {
        var codes = All.Select(dimension => dimension.Code).ToList();
        return All.FirstOrDefault(dimension => dimension.Code == code) is { } found
            ? found
            : Problems.DimensionUnknown.Refuse(
                $"Figures have no dimension {InputText.Clean(code)}, but {string.Join(", ", codes)}."
                    + NearNames.Hint(code, codes),
                ("allowed", codes)
            );
    }

    /// <summary>Null when the metric has this dimension; otherwise why it has not.</summary>
    public Refusal? Suits(Metric metric, Metrics metrics)
    {
        var lacking =
            Column is not null
            && metric.Parts.DefaultIfEmpty(metric.Code).Any(part => !metrics[part].Columns.Contains(Column));
        return lacking || (IsTime && metric.IsStock)
            ? Problems.DimensionUnknown.Refuse(
                $"{metric.Code} has no dimension {Code}: "
                    + (lacking ? "its records do not have it." : "it is what there is at one time."),
                (
                    "allowed",
                    All.Where(dimension => dimension.Column is null || metric.Columns.Contains(dimension.Column))
                        .Select(dimension => dimension.Code)
                )
            )
            : null;
    }
}
