using System.Text.Json.Serialization;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>How a column follows from others of the same row. The names are keys of columns.</summary>
[JsonDerivedType(typeof(Sum), "sum")]
[JsonDerivedType(typeof(Quotient), "quotient")]
[JsonDerivedType(typeof(Change), "change")]
[JsonDerivedType(typeof(Difference), "difference")]
[JsonDerivedType(typeof(Share), "share")]
[JsonDerivedType(typeof(RankBy), "rank_by")]
public abstract record Formula
{
    /// <summary>Left to right: 总数 = 事件 + 部件.</summary>
    public sealed record Sum(IReadOnlyList<string> Of) : Formula;

    /// <summary>A percentage: 结案率 = 结案数 ÷ 应结案数.</summary>
    public sealed record Quotient(string Of, string By) : Formula;

    /// <summary>A percentage: 增减幅 = (now − before) ÷ before; nothing where before is zero.</summary>
    public sealed record Change(string Now, string Before) : Formula;

    /// <summary>增减 = now − before.</summary>
    public sealed record Difference(string Now, string Before) : Formula;

    /// <summary>A percentage: 占比 = the row's number ÷ the same column's in the table's last total row.</summary>
    public sealed record Share(string Of) : Formula;

    /// <summary>The place among the table's items, the largest number first unless <paramref name="SmallestFirst"/>;
    /// equal numbers may share a place.</summary>
    public sealed record RankBy(string Of, bool SmallestFirst = false) : Formula;
}
