using CityOps.App.Documents;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>The ids of the <see cref="OfficialStyles"/> in one document, by their names.</summary>
internal sealed class StyleIds
{
    private readonly Dictionary<string, string> _ids;

    /// <summary>Adds the styles that the document lacks.</summary>
    public StyleIds(MainDocumentPart main)
    {
        var part = main.StyleDefinitionsPart ?? main.AddNewPart<StyleDefinitionsPart>();
        var styles = part.Styles ??= new Styles();
        _ids = styles
            .Elements<Style>()
            .Where(style => style.StyleName?.Val?.Value is not null && style.StyleId?.Value is not null)
            .GroupBy(style => style.StyleName!.Val!.Value!)
            .ToDictionary(named => named.Key, named => named.First().StyleId!.Value!);
        foreach (var style in OfficialStyles.All())
        {
            if (_ids.TryAdd(style.StyleName!.Val!.Value!, style.StyleId!.Value!))
            {
                styles.Append(style);
            }
        }
    }

    public string this[string name] => _ids[name];
}
