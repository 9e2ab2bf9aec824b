using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CityOps.Testing;

namespace CityOps.UnitTests.Documentation;

/// <summary>THIRD-PARTY-NOTICES.md names every package that ships.</summary>
public partial class NoticeTests
{
    [Fact]
    public void Every_package_that_ships_is_named_with_its_licence()
    {
        var named = Row()
            .Matches(File.ReadAllText(Repository.File("THIRD-PARTY-NOTICES.md")))
            .Select(row => row.Groups["package"].Value)
            .ToHashSet();
        var missing = DotNetPackages().Concat(NpmPackages()).Except(named).Order(StringComparer.Ordinal);

        Assert.True(
            !missing.Any(),
            $"Enter in THIRD-PARTY-NOTICES.md, with its licence: {string.Join(", ", missing)}."
        );
    }

    private static IEnumerable<string> DotNetPackages() =>
        new[] { "src/CityOps.App/CityOps.App.csproj", "src/CityOps.Ingest/CityOps.Ingest.csproj" }.SelectMany(project =>
            XDocument
                .Load(Repository.File(project))
                .Descendants("PackageReference")
                .Select(reference => reference.Attribute("Include")!.Value)
        );

    private static IEnumerable<string> NpmPackages()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Repository.File("src/CityOps.Web/package.json")));
        return [.. package.RootElement.GetProperty("dependencies").EnumerateObject().Select(entry => entry.Name)];
    }

    [GeneratedRegex(@"^\| (?<package>\S+) \| \S", RegexOptions.Multiline)]
    private static partial Regex Row();
}
