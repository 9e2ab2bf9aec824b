using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Features.Setup;

/// <summary>An organisation as the file names it.</summary>
/// <param name="Parent">Code; only of a contractor, the bureau when left out.</param>
public sealed record SetupOrganisation(string? Code, string? Name, string? NameEn = null, string? Parent = null);

/// <summary>A town as the file names it.</summary>
/// <param name="Lon">Of the centre, degrees WGS84.</param>
/// <param name="Lat">Of the centre, degrees WGS84.</param>
public sealed record SetupTown(string? Code, string? Name, string? NameEn, double? Lon, double? Lat);

public sealed record SetupAdministrator(string? Login, string? Name);

/// <summary>
/// What an empty city starts with, as <c>setup --file</c> reads it. <c>setup --example</c> prints a complete one.
/// </summary>
/// <param name="TownsFile">GeoJSON of the official boundaries, as <c>import towns</c> reads it; beside the
/// file.</param>
/// <param name="Categories"><c>standard</c>: the product's starter categories with limits and forms.</param>
public sealed partial record SetupFile(
    SetupOrganisation? Bureau,
    IReadOnlyList<SetupOrganisation>? Centres,
    SetupOrganisation? Brigade,
    IReadOnlyList<SetupOrganisation>? Contractors,
    IReadOnlyList<SetupTown>? Towns,
    string? TownsFile,
    string? Categories,
    SetupAdministrator? Administrator
)
{
    public const string StandardCategories = "standard";

    /// <summary>Types of facilities by code, besides those that come with the product, or in their place; as <c>PUT
    /// /api/v1/facility-types/{code}</c> takes them.</summary>
    public IReadOnlyDictionary<string, FacilityTypeBody>? FacilityTypes { get; init; }

    private const int MaxNameLength = 60;
    private const double MinDistanceMetres = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 2,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, // a mistyped name would be left out silently
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="InvalidDataException">It is no such JSON; the message names the place.</exception>
    public static SetupFile Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SetupFile>(json, Json)
                ?? throw new InvalidDataException("The file holds null, not an object.");
        }
        catch (JsonException problem) when (Misspelt(problem) is { } sentence)
        {
            throw new InvalidDataException(sentence, problem);
        }
        catch (JsonException problem)
        {
            var place = problem.Path is null or "$" or "" ? "" : problem.Path.TrimStart('$', '.') + ": ";
            throw new InvalidDataException(place + problem.Message, problem);
        }
    }

    /// <summary>A member that the file does not have, with those that it has; null for another fault.</summary>
    private static string? Misspelt(JsonException problem)
    {
        if (Unmapped().Match(problem.Message) is not { Success: true } found)
        {
            return null;
        }

        var type = typeof(SetupFile).Assembly.GetType(found.Groups["type"].Value)!;
        var known = type.GetProperties()
            .Where(member => member.CanWrite)
            .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name));
        var place = problem.Path?.TrimStart('$', '.');
        return $"{(string.IsNullOrEmpty(place) ? found.Groups["member"].Value : place)}: there is no such member here; "
            + $"there are {string.Join(", ", known)}.";
    }

    // The serialiser says it in words alone; SetupTests holds them.
    [GeneratedRegex(
        @"JSON property '(?<member>.*)' could not be mapped to any \.NET member contained in type '(?<type>[\w.+]+)'"
    )]
    private static partial Regex Unmapped();

    /// <summary>A complete file: Zhongshan's names.</summary>
    public static string Example() =>
        JsonSerializer.Serialize(
            new SetupFile(
                new("bureau", "中山市城市管理和综合执法局", "Zhongshan Urban Management and Law Enforcement Bureau"),
                [
                    new("sanitation", "环卫中心", "Sanitation Centre"),
                    new("parks", "园林中心", "Parks and Greenery Centre"),
                    new("waste", "垃圾处理中心", "Waste Treatment Centre"),
                    new("municipal", "市政中心", "Municipal Works Centre"),
                ],
                new("enforcement", "执法支队", "Law Enforcement Brigade"),
                [new("contractor-1", "某环境服务公司", "A contractor for cleaning", "sanitation")],
                [.. DemoTowns.Known.Select(t => new SetupTown(t.Code, t.Name, t.NameEn, t.Lon, t.Lat))],
                null,
                StandardCategories,
                new("admin", "管理员")
            )
            {
                FacilityTypes = new Dictionary<string, FacilityTypeBody>
                {
                    ["litter_bin"] = new(
                        "垃圾箱",
                        "Litter bin",
                        "箱",
                        HasPage: true,
                        Kinds:
                        [
                            new("full", "满溢", "Full", Category: "06042"),
                            new("broken", "损坏", "Broken", Category: "03005"),
                            new("praise", "表扬", "Praise"),
                        ]
                    ),
                },
            },
            Json
        );

    /// <summary>What is wrong, each with its path in the file, e.g. <c>towns[3].code: …</c>; empty when all is
    /// well.</summary>
    public IReadOnlyList<string> Faults() =>
        [
            .. BureauFaults(),
            .. OrganisationFaults(),
            .. TownFaults(),
            .. Categories is null or StandardCategories
                ? []
                : new[] { $"categories: “{Categories}” is not known; write \"{StandardCategories}\" or leave it out." },
            .. Administrator is null ? ["administrator: is missing; without one nobody can log in."] : NoFaults,
            .. Administrator is { } admin ? NameFaults("administrator", admin.Name) : [],
        ];

    /// <summary>The bureau first, without the towns' offices. To be asked for only where nothing is wrong.</summary>
    public IEnumerable<Organisation> Organisations() =>
        Named()
            .Select(named => new Organisation
            {
                Code = named.Body.Code!,
                Name = InputText.Clean(named.Body.Name)!,
                NameEn = InputText.Clean(named.Body.NameEn),
                Kind = named.Kind,
                ParentCode = named.Kind == OrganisationKinds.Bureau ? null : named.Body.Parent ?? Bureau!.Code,
            });

    /// <summary>To be asked for only where nothing is wrong.</summary>
    public IReadOnlyList<TownCentre> TownCentres() =>
        [
            .. (Towns ?? []).Select(t => new TownCentre(
                t.Code!,
                InputText.Clean(t.Name)!,
                InputText.Clean(t.NameEn),
                t.Lon!.Value,
                t.Lat!.Value
            )),
        ];

    private static string[] NoFaults => [];

    private IEnumerable<(string Path, SetupOrganisation Body, string Kind)> Named() =>
        [
            .. Bureau is null ? [] : new[] { ("bureau", Bureau, OrganisationKinds.Bureau) },
            .. (Centres ?? []).Select((body, i) => ($"centres[{i}]", body, OrganisationKinds.Centre)),
            .. Brigade is null ? [] : new[] { ("brigade", Brigade, OrganisationKinds.Brigade) },
            .. (Contractors ?? []).Select((body, i) => ($"contractors[{i}]", body, OrganisationKinds.Contractor)),
        ];

    private IEnumerable<string> BureauFaults()
    {
        if (Bureau is null)
        {
            yield return "bureau: is missing.";
        }
    }

    private IEnumerable<string> OrganisationFaults()
    {
        var places = new Dictionary<string, string>();
        foreach (var (path, body, kind) in Named())
        {
            if (!OrganisationCodes.IsFit(body.Code))
            {
                yield return $"{path}.code: “{body.Code}” is no code; {OrganisationCodes.Rule}";
            }
            else if (!places.TryAdd(body.Code, path))
            {
                yield return $"{path}.code: “{body.Code}” is that of {places[body.Code]} already.";
            }

            foreach (var fault in NameFaults(path, body.Name))
            {
                yield return fault;
            }

            if (body.Parent is not null && kind != OrganisationKinds.Contractor)
            {
                yield return $"{path}.parent: only a contractor has one; the others belong to the bureau.";
            }
            else if (body.Parent is { } parent && Named().All(n => n.Body.Code != parent || n.Path == path))
            {
                yield return $"{path}.parent: no other organisation of the file has the code “{parent}”.";
            }
        }
    }

    private IEnumerable<string> TownFaults()
    {
        if (Towns is { Count: > 0 } && TownsFile is not null)
        {
            yield return "townsFile: give towns or townsFile, not both.";
        }

        var (codes, centres) = (new Dictionary<string, string>(), new List<(string Path, LonLat Centre)>());
        foreach (var (i, town) in (Towns ?? []).Index())
        {
            var path = $"towns[{i}]";
            if (town.Code is not { Length: 9 } code || !code.All(char.IsAsciiDigit))
            {
                yield return $"{path}.code: “{town.Code}” is not 9 digits.";
            }
            else if (!codes.TryAdd(code, path))
            {
                yield return $"{path}.code: “{code}” is that of {codes[code]} already.";
            }
            else if (Named().FirstOrDefault(n => n.Body.Code == code).Path is { } taken)
            {
                yield return $"{path}.code: “{code}” is also the code of {taken}, but the town's office takes it.";
            }

            foreach (var fault in NameFaults(path, town.Name))
            {
                yield return fault;
            }

            if (town is not { Lon: { } lon, Lat: { } lat })
            {
                yield return $"{path}.{(town.Lon is null ? "lon" : "lat")}: is missing; it places the town's centre.";
                continue;
            }

            var centre = new LonLat(lon, lat);
            if (!centre.IsOnEarth)
            {
                yield return $"{path}.lat: {lon}, {lat} is no position in degrees, longitude and latitude.";
            }
            else if (centres.Find(other => other.Centre.DistanceMetresTo(centre) < MinDistanceMetres).Path is { } near)
            {
                yield return $"{path}.lon: its centre is that of {near} already.";
            }
            else
            {
                centres.Add((path, centre));
            }
        }
    }

    private static IEnumerable<string> NameFaults(string path, string? name) =>
        NameFault(name) is { } fault ? [$"{path}.name: {fault}"] : [];

    /// <returns>Null for a name that will do.</returns>
    internal static string? NameFault(string? name) =>
        InputText.Clean(name) switch
        {
            null => "is missing.",
            { Length: > MaxNameLength } => $"is longer than {MaxNameLength} characters.",
            _ => null,
        };
}
