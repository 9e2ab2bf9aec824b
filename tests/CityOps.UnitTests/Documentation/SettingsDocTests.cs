using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CityOps.App.Hosting;
using CityOps.Testing;

namespace CityOps.UnitTests.Documentation;

/// <summary>docs/settings.md is written from the options classes: those with a constant Section.</summary>
public partial class SettingsDocTests
{
    private const string Head = """
        # Settings

        Written from the code by `SettingsDocTests`; not to be edited by hand but by
        `CITYOPS_WRITE_DOCS=1 ./cityops test --class SettingsDocTests`. Everything has a default that runs.
        A setting is given as an environment variable, with two underscores between section and name
        (`Flags__OldestSeen=60.00:00:00`), or in `cityops.json` in the data folder (`{"Flags":{"OldestSeen":"60.00:00:00"}}`), which
        upgrades leave alone; an environment variable comes before it. Durations are `days.hours:minutes:seconds`. Values are
        checked at start; a wrong one ends the start with a sentence. `./cityops settings` lists what is in force and from where.

        | setting | default | what it is |
        |---|---|---|
        | `Database:ConnectionString` | | A PostgreSQL server with PostGIS; without it, a cluster in the data folder. |
        | `Http:TrustedProxies` | | CIDR ranges whose `X-Forwarded-For` is believed: `Http__TrustedProxies__0`, … |
        | `OTEL_EXPORTER_OTLP_ENDPOINT` | | An environment variable: where metrics and traces go; without it, nowhere. |

        """;

    [Fact]
    public void Docs_list_every_setting_with_its_default_and_meaning()
    {
        var page = new StringBuilder(Head);
        foreach (var option in KnownSettings.Options())
        {
            var docs = Docs(option.Assembly);
            var defaults = Activator.CreateInstance(option);
            page.Append(
                $"\n## {KnownSettings.Section(option)} (`{option.Name}`)\n\n{docs[$"T:{option.FullName}"]}\n\n| setting | default | what it is |\n|---|---|---|\n"
            );
            Append(page, docs, option, KnownSettings.Section(option), defaults);
        }

        GeneratedDoc.Compare("docs/settings.md", page.ToString());
    }

    /// <summary>A row for each property, and below a list of entries the rows of an entry's.</summary>
    private static void Append(
        StringBuilder page,
        Dictionary<string, string> docs,
        Type type,
        string path,
        object? defaults
    )
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{path}:{property.Name}` | {Default(property, defaults)} | ")
                .Append(docs.GetValueOrDefault($"P:{type.FullName}.{property.Name}", ""))
                .Append(" |\n");
            if (property.PropertyType.GetElementType() is { IsClass: true } entry && entry != typeof(string))
            {
                Append(page, docs, entry, $"{path}:{property.Name}:0", Activator.CreateInstance(entry));
            }
        }
    }

    [Fact]
    public void Every_setting_says_what_it_is()
    {
        var silent =
            from option in KnownSettings.Options()
            from property in option.GetProperties()
            where property.CanWrite && !Docs(option.Assembly).ContainsKey($"P:{option.FullName}.{property.Name}")
            select $"{option.Name}.{property.Name}";

        Assert.Empty(silent);
    }

    /// <summary>What the machine's own name is part of is not the same everywhere.</summary>
    private static string Default(PropertyInfo property, object? defaults) =>
        property.GetValue(defaults) switch
        {
            null or "" => "",
            string text =>
                $"`{text.Replace(Environment.MachineName.ToLowerInvariant(), "{host}", StringComparison.Ordinal)}`",
            ICollection { Count: 0 } => "",
            bool flag => flag ? "`true`" : "`false`",
            var value => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        };

    private static Dictionary<string, string> Docs(Assembly assembly) =>
        XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));

    private static string Plain(XElement summary) =>
        Spaces()
            .Replace(
                string.Concat(
                    summary
                        .Nodes()
                        .Select(node =>
                            node switch
                            {
                                XElement { Name.LocalName: "see" } see =>
                                    $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
                                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                                XElement other => other.Value,
                                XText text => text.Value,
                                _ => node.ToString(),
                            }
                        )
                ),
                " "
            )
            .Trim()
            .Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
