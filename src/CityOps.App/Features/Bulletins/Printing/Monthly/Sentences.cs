using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A sentence that grows number by number, each with its evidence.</summary>
internal sealed class Sentences(FrozenMonth now, MonthTables tables)
{
    private readonly List<Mention> _mentions = [];
    private readonly List<string> _parts = [];

    /// <summary>Adds "words number unit" where the metric was counted.</summary>
    /// <param name="alsoZero">False leaves a zero out.</param>
    public Sentences Say(string words, string metric, string? unit = null, bool alsoZero = true)
    {
        if (now.Figure(metric) is not { Total: { } value } figure || (value == 0 && !alsoZero))
        {
            return this;
        }

        var isRate = figure.Unit == "%";
        var (told, of) = Duration.Of(figure.Unit, value);
        var number = value / of;
        var printed =
            Printed.Number(number, isRate || number != decimal.Truncate(number) ? 2 : 0) + (isRate ? "%" : "");
        _parts.Add(words + printed + (isRate ? "" : unit ?? told));
        _mentions.Add(new Mention(printed, number) { Evidence = tables.Evidence(metric, null, null) });
        return this;
    }

    /// <summary>Null when there was nothing to say.</summary>
    public Paragraph? Paragraph(string lead = "") =>
        _parts.Count == 0 ? null : new Paragraph([new Sentence(lead + string.Join('，', _parts) + "。", _mentions)]);
}
