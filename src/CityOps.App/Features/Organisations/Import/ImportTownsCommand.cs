using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Organisations.Import;

/// <summary><c>import towns FILE</c>: the bureau's official town boundaries from a GeoJSON file.</summary>
public static class ImportTownsCommand
{
    public static Command Create() =>
        ImportAreasVerb.Create(
            "towns",
            "Import the official boundaries of the towns",
            async (db, file, dryRun, skipBad, ct) =>
            {
                var outcome = await ImportTowns.RunAsync(db, file, dryRun, skipBad, ct);
                var said = new List<string>
                {
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{outcome.New} new towns, {outcome.Changed} changed, {outcome.Unchanged} as they were; {outcome.Bad.Count} bad features."
                    ),
                };
                if (outcome.Displaced is { Facilities: > 0 } or { Cases: > 0 } or { Sections: > 0 })
                {
                    said.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"By these boundaries {outcome.Displaced.Facilities} facilities, {outcome.Displaced.Cases} cases and {outcome.Displaced.Sections} sections lie in another town than the one they have; they keep it."
                        )
                    );
                }

                return new(outcome.Kept, outcome.Bad, said);
            }
        );
}
