using System.Text.Json.Serialization;
using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.App.Features.Bulletins.Printing;

/// <summary>A bulletin (通报) as a person reads it: the one model behind the .docx, the .xlsx, the web page and the
/// JSON.</summary>
/// <param name="Masthead">The red line on top, 发文机关标志.</param>
/// <param name="IssueNumber">E.g. 2023年第12期.</param>
/// <param name="Title">E.g. 关于2023年12月城市管理巡查处置情况的通报.</param>
/// <param name="Issuer">Who signs, 发文机关署名.</param>
/// <param name="Recipients">主送机关, without the colon; empty for none.</param>
/// <param name="From">First day of the period.</param>
/// <param name="To">Last day of the period.</param>
/// <param name="SignedOn">成文日期.</param>
/// <param name="Sections">In the order of reading, all levels in one list.</param>
public sealed record Bulletin(
    string Masthead,
    string IssueNumber,
    string Title,
    string Issuer,
    string Recipients,
    DateOnly From,
    DateOnly To,
    DateOnly SignedOn,
    IReadOnlyList<Section> Sections,
    Seal Seal
)
{
    /// <summary>发文字号, e.g. 城管通〔2024〕1号; null in bulletins from before numbers were given out.</summary>
    public string? DocumentNumber { get; init; }

    /// <summary>版记, the foot of the last page; null in bulletins from before there was one.</summary>
    public Imprint? Imprint { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Table> Tables =>
        [.. Sections.SelectMany(section => section.Blocks).OfType<TableBlock>().Select(block => block.Table)];

    [JsonIgnore]
    public IReadOnlyList<Chart> Charts =>
        [.. Sections.SelectMany(section => section.Blocks).OfType<ChartBlock>().Select(block => block.Chart)];
}

/// <summary>版记 (GB/T 9704-2012, 7.4).</summary>
/// <param name="CopiedTo">抄送机关, without the full stop; empty for none.</param>
/// <param name="Printer">印发机关.</param>
/// <param name="PrintedOn">印发日期.</param>
public sealed record Imprint(string CopiedTo, string Printer, DateOnly PrintedOn);

/// <summary>What the print can be checked by.</summary>
/// <param name="Revision">Of the month's figures, from 1.</param>
/// <param name="FrozenAt">When the figures were frozen.</param>
/// <param name="Sha256">Hex, of all that is printed: the model's canonical JSON with this member empty (<see
/// cref="Monthly.SealBulletin"/>).</param>
/// <param name="EvidenceHost">Put before the evidence links, e.g. https://cg.example.cn; null prints numbers without
/// links.</param>
public sealed record Seal(int Revision, DateTimeOffset FrozenAt, string Sha256, string? EvidenceHost)
{
    /// <summary>Hex, of the frozen figures; null in bulletins from before <see cref="Sha256"/> covered more than
    /// these.</summary>
    public string? FiguresSha256 { get; init; }

    /// <summary>Hex, of the Word template that was filled; null likewise.</summary>
    public string? TemplateSha256 { get; init; }

    /// <summary>The public page that confirms the hash; printed as a QR code. Null where the service has no public
    /// address; then the code holds the hash.</summary>
    [JsonIgnore]
    public string? CheckUrl => EvidenceHost is null ? null : $"{EvidenceHost}/verify/{Sha256}";
}

/// <summary>A heading with what stands below it.</summary>
/// <param name="Key">Known by templates, e.g. "towns".</param>
/// <param name="Level">1 prints 一、, 2 （一）, 3 1., 4 （1） (GB/T 9704-2012, 7.3.3).</param>
/// <param name="Heading">Without its number; the number comes with the print.</param>
public sealed record Section(string Key, int Level, string Heading, IReadOnlyList<Block> Blocks);

[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(TableBlock), "table")]
[JsonDerivedType(typeof(ChartBlock), "chart")]
public abstract record Block;

/// <summary>Sentences that are printed as one paragraph.</summary>
[method: JsonConstructor]
public sealed record Paragraph(IReadOnlyList<Sentence> Sentences) : Block
{
    public Paragraph(params string[] sentences)
        : this([.. sentences.Select(Sentence.Plain)]) { }

    [JsonIgnore]
    public string Text => string.Concat(Sentences.Select(sentence => sentence.Text));
}

public sealed record TableBlock(Table Table) : Block;

public sealed record ChartBlock(Chart Chart) : Block;

[JsonConverter(typeof(JsonStringEnumConverter<ChartShape>))]
public enum ChartShape
{
    /// <summary>Lying bars, the first label on top: for names.</summary>
    Bars,

    /// <summary>Standing columns: for few kinds.</summary>
    Columns,

    /// <summary>A line: for days and months.</summary>
    Line,
}

/// <summary>Numbers that people would rather look at.</summary>
/// <param name="Key">Known by templates.</param>
/// <param name="Unit">Of all its numbers; printed with the title.</param>
public sealed record Chart(
    string Key,
    string Title,
    string Unit,
    ChartShape Shape,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ChartSeries> Series
);

/// <param name="Values">One for each label; null leaves a gap.</param>
/// <param name="Decimals">Places printed at the bars.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values, int Decimals = 0);
