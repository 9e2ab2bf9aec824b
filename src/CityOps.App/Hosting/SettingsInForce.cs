using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace CityOps.App.Hosting;

/// <summary>A setting with the value that is in force.</summary>
/// <param name="Value">Secrets are not shown.</param>
/// <param name="Source">default, environment, or the file that says it.</param>
public sealed record SettingItem(string Key, string Value, string Source);

/// <summary>Every setting with its value and where that comes from, as the console and the command line show
/// them.</summary>
internal static partial class SettingsInForce
{
    public const string Default = "default";

    /// <summary>The file in the data folder that is the city's own.</summary>
    public const string OwnFile = "cityops.json";

    private static readonly string[] SecretEndings = ["Password", "Secret", "Token", "Keys"];

    public static IEnumerable<SettingItem> Of(IConfigurationRoot settings) =>
        KnownSettings.All().Select(setting => Item(settings, setting.Key, setting.Default));

    /// <summary>Keys of cityops.json that nothing reads.</summary>
    public static IEnumerable<string> Unknown(IConfigurationRoot settings)
    {
        if (
            settings
                .Providers.OfType<JsonConfigurationProvider>()
                .LastOrDefault(file => Path.GetFileName(file.Source.Path) == OwnFile)
            is not { } own
        )
        {
            return [];
        }

        var known = KnownSettings.All().Select(setting => setting.Key).ToList();
        var entries = KnownSettings.Entries();
        return settings
            .AsEnumerable()
            .Where(pair => pair.Value is not null && own.TryGet(pair.Key, out _))
            .Select(pair => pair.Key)
            .Where(key =>
                !key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
                && !known.Any(name =>
                    key.Equals(name, StringComparison.OrdinalIgnoreCase)
                    || key.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)
                        && (!entries.TryGetValue(name, out var said) || IsOfEntry(key[(name.Length + 1)..], said))
                )
            )
            .Order(StringComparer.Ordinal);
    }

    /// <param name="rest">What follows the list's key: the entry's number and what it says.</param>
    private static bool IsOfEntry(string rest, IReadOnlySet<string> known) =>
        rest.Split(':') is [_, var name, ..] && known.Contains(name);

    private static SettingItem Item(IConfigurationRoot settings, string key, object? usual)
    {
        var section = settings.GetSection(key);
        if (section.Value is null && !section.GetChildren().Any())
        {
            return new(key, Shown(key, usual), Default);
        }

        var value = section.Value ?? string.Join(", ", section.GetChildren().Select(Short));
        return new(key, Shown(key, value), From(settings, section));
    }

    private static string From(IConfigurationRoot settings, IConfigurationSection section)
    {
        var path = section.AsEnumerable().First(pair => pair.Value is not null).Key;
        return settings.Providers.LastOrDefault(provider => provider.TryGet(path, out _)) switch
        {
            JsonConfigurationProvider file => Path.GetFileName(file.Source.Path!),
            EnvironmentVariablesConfigurationProvider => "environment",
            null => Default,
            var other => other.GetType().Name,
        };
    }

    /// <summary>A value, or of an entry with several its code.</summary>
    private static string Short(IConfigurationSection child) => child.Value ?? child["Code"] ?? child.Key;

    private static string Shown(string key, object? value) =>
        value switch
        {
            null => "",
            string text when SecretEndings.Any(end => key.EndsWith(end, StringComparison.Ordinal)) => text.Length == 0
                ? ""
                : "(set)",
            string text => UserInfo().Replace(Secret().Replace(text, "${name}=…"), "://…@"),
            IEnumerable several => string.Join(", ", several.Cast<object?>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    [GeneratedRegex("(?<name>password|pwd)=[^;]*", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("://[^/@]*@")]
    private static partial Regex UserInfo();
}
