using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CityOps.App.Features.Statistics;

/// <summary>How PostgreSQL would read facts, from <c>explain (format json)</c>.</summary>
internal sealed class FactsPlan
{
    /// <summary>Days that stand for any others: before every record, so that they are found in the plan.</summary>
    public const string First = "1913-01-01";

    public const string Last = "1913-01-31";

    private readonly JsonNode _root;

    private FactsPlan(JsonNode root) => _root = root;

    public static FactsPlan Parse(string json) => new(JsonNode.Parse(json)![0]!["Plan"]!);

    /// <summary>Whether the planner proved that there is nothing to read.</summary>
    public bool IsEmpty => IsEmptyFrom(_root);

    /// <summary>The indexes that find the facts by their days; null where some of the facts have none.</summary>
    public IReadOnlyList<DayIndex>? DayIndexes() => DayIndexes(_root, null);

    private static bool IsEmptyFrom(JsonNode node) =>
        (string?)node["One-Time Filter"] == "false"
        || (node["Plans"] is JsonArray { Count: > 0 } plans && plans.All(plan => IsEmptyFrom(plan!)));

    // The parts of a union all each need an index; of a join, one side is enough.
    private static List<DayIndex>? DayIndexes(JsonNode node, string? table)
    {
        table = (string?)node["Relation Name"] ?? table;
        var condition = ((string?)node["Index Cond"])
            ?.Split(" AND ")
            .FirstOrDefault(part => part.Contains(First, StringComparison.Ordinal));
        if (condition is not null)
        {
            return [new(table!, condition)];
        }

        var below = (node["Plans"] as JsonArray ?? []).Select(plan => DayIndexes(plan!, table)).ToList();
        var isUnion = (string?)node["Node Type"] is "Append" or "Merge Append";
        return below.TrueForAll(found => found is null) || (isUnion && below.Exists(found => found is null))
            ? null
            : [.. below.SelectMany(found => found ?? [])];
    }
}

/// <summary>An index that finds facts by their days.</summary>
/// <param name="Condition">By which expression, as the plan prints it.</param>
internal sealed record DayIndex(string Table, string Condition)
{
    /// <summary>Whether the days are of this column.</summary>
    public bool Names(string column) => Regex.IsMatch(Condition, $@"\b{Regex.Escape(column)}\b");
}
