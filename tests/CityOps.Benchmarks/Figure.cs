using System.Globalization;
using System.Text.Json;

namespace CityOps.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Ratio">Against the peer; null where it has none.</param>
/// <param name="Peer">What the ratio is against.</param>
/// <param name="Target">What it must reach, in words; null where nothing is claimed.</param>
/// <param name="IsMet">Whether it does.</param>
internal sealed record Figure(
    string Name,
    double Value,
    string Unit,
    double? Ratio = null,
    string? Peer = null,
    string? Target = null,
    bool? IsMet = null
);

/// <summary>Figures as they come, and as a whole at the end.</summary>
internal sealed class Report(bool json)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly List<Figure> _figures = [];

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        if (!json)
        {
            var against = figure.Ratio is { } ratio
                ? string.Create(CultureInfo.InvariantCulture, $"  {ratio:0.00} x {figure.Peer}")
                : "";
            var target = figure.Target is null
                ? ""
                : $"  [{figure.Target}: {(figure.IsMet == true ? "met" : "NOT MET")}]";
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{figure.Name, -58} {figure.Value, 12:#,0.##} {figure.Unit, -11}{against}{target}"
                )
            );
        }
    }

    public void Finish()
    {
        if (json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        machine = new
                        {
                            cores = Environment.ProcessorCount,
                            os = Environment.OSVersion.ToString(),
                            runtime = Environment.Version.ToString(),
                        },
                        figures = _figures,
                    },
                    Web
                )
            );
        }
    }
}
