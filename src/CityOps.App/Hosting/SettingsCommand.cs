using System.CommandLine;
using CityOps.App.Features.Maps.BaseMaps;
using CityOps.App.Verbs;

namespace CityOps.App.Hosting;

/// <summary><c>settings</c>: every setting with the value that is in force and where it comes from; secrets are not
/// shown. What a settings file says and no setting is called is named: a typing error would have no effect;
/// and so is what is wrong with base maps.</summary>
internal static class SettingsCommand
{
    public static Command Create()
    {
        var changed = new Option<bool>("--changed") { Description = "only those that are not as they come" };
        var settings = new Command("settings", "List the settings in force, and where each comes from") { changed };
        settings.SetReadingVerb(
            (arguments, context, _) =>
            {
                Print(context, arguments.GetValue(changed));
                return Task.FromResult(0);
            }
        );
        return settings;
    }

    private static void Print(VerbContext context, bool onlyChanged)
    {
        var rows = SettingsInForce
            .Of(context.Configuration)
            .Where(row => !onlyChanged || row.Source != SettingsInForce.Default)
            .ToList();
        var width = rows.Select(row => row.Key.Length).DefaultIfEmpty().Max();
        foreach (var (key, value, from) in rows)
        {
            context.Print($"{key.PadRight(width)}  {from, -17}  {value}");
        }

        foreach (var unknown in SettingsInForce.Unknown(context.Configuration))
        {
            context.Print($"{unknown.PadRight(width)}  {SettingsInForce.OwnFile, -17}  is not known and has no effect");
        }

        foreach (var fault in FaultsOfBaseMaps(context))
        {
            context.Print($"Wrong: {fault}");
        }

        context.Print("");
        context.Print(
            $"A city's own settings go into {context.Folder.Settings}; environment variables come before it (docs/settings.md)."
        );
    }

    private static IEnumerable<string> FaultsOfBaseMaps(VerbContext context) =>
        CheckBaseMaps.Faults(
            context.Configuration.GetSection(BaseMapOptions.Section).Get<BaseMapOptions>() ?? new(),
            context.Folder
        );
}
