using System.CommandLine;
using System.Globalization;
using CityOps.App.Tables;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Grids;

/// <summary><c>import grids FILE</c>: the bureau's official grids (单元网格).</summary>
internal static class ImportGridsCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "grids",
            "Import the official grids (单元网格)",
            request => AreaFile.Read(request.File, request.List),
            async (city, file, request, _, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportGrids.RunAsync(db, file, request.Choice, ct);
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new grids, {outcome.Changed} changed, {outcome.Unchanged} as they were, {outcome.Removed} gone; {outcome.Found} facilities got their grid code"
                )
        );
}
