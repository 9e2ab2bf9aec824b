using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Verbs;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace CityOps.App.Hosting;

/// <summary><c>settings</c>: every setting with the value that is in force and where it comes from; secrets are not
/// shown. What a settings file says and no setting is called is named: a typing error would have no effect.</summary>
internal static partial class SettingsCommand
{
    public static Command Create()
    {
        var changed = new Option<bool>("--changed") { Description = "only those that are not as they come" };
        var settings = new Command("settings", "List the settings in force, and where each comes from") { changed };
        settings.SetVerb(
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
        var rows = KnownSettings
            .All()
            .Select(setting => Row(context.Configuration, setting.Key, setting.Default))
            .Where(row => !onlyChanged || row.From != "default")
            .ToList();
        var width = rows.Select(row => row.Key.Length).DefaultIfEmpty().Max();
        foreach (var (key, value, from) in rows)
        {
            context.Print($"{key.PadRight(width)}  {from, -17}  {value}");
        }

        foreach (var unknown in Unknown(context.Configuration))
        {
            context.Print($"{unknown.PadRight(width)}  {"cityops.json", -17}  is not known and has no effect");
        }

        context.Print("");
        context.Print(
            $"A city's own settings go into {context.Folder.Settings}; environment variables come before it (docs/settings.md)."
        );
    }

    private static (string Key, string Value, string From) Row(IConfigurationRoot settings, string key, object? usual)
    {
        var section = settings.GetSection(key);
        if (section.Value is null && !section.GetChildren().Any())
        {
            return (key, Shown(key, usual), "default");
        }

        var value = section.Value ?? string.Join(", ", section.GetChildren().Select(child => child.Value));
        return (key, Shown(key, value), From(settings, section));
    }

    private static string From(IConfigurationRoot settings, IConfigurationSection section)
    {
        var path = section.Value is null ? section.GetChildren().First().Path : section.Path;
        return settings.Providers.Last(provider => provider.TryGet(path, out _)) switch
        {
            JsonConfigurationProvider file => Path.GetFileName(file.Source.Path!),
            EnvironmentVariablesConfigurationProvider => "environment",
            var other => other.GetType().Name,
        };
    }

    private static string Shown(string key, object? value) =>
        value switch
        {
            null => "",
            string text when key.EndsWith("Password", StringComparison.Ordinal) => text.Length == 0 ? "" : "(set)",
            string text => Secret().Replace(text, "${name}=…"),
            IEnumerable several => string.Join(", ", several.Cast<object?>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    /// <summary>Keys of cityops.json that nothing reads.</summary>
    private static IEnumerable<string> Unknown(IConfigurationRoot settings)
    {
        if (
            settings
                .Providers.OfType<JsonConfigurationProvider>()
                .LastOrDefault(file => Path.GetFileName(file.Source.Path) == "cityops.json")
            is not { } own
        )
        {
            return [];
        }

        var known = KnownSettings.All().Select(setting => setting.Key).ToList();
        return settings
            .AsEnumerable()
            .Where(pair => pair.Value is not null && own.TryGet(pair.Key, out _))
            .Select(pair => pair.Key)
            .Where(key =>
                !key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
                && !known.Any(name =>
                    key.Equals(name, StringComparison.OrdinalIgnoreCase)
                    || key.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)
                )
            )
            .Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("(?<name>password|pwd)=[^;]*", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
