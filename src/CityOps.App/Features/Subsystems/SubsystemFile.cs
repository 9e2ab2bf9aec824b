using System.Text.Json;
using System.Text.Json.Serialization;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Routines;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Subsystems;

/// <summary>A subsystem as one file: what it is exported as, and imported from in the same or another city.</summary>
/// <param name="InMenu">The console has an entry for it; true when left out.</param>
/// <param name="Forms">In the order in which they are published.</param>
/// <param name="Categories">What is above first. Who is responsible is the city's own and is not in the file.</param>
/// <param name="Type">The type of facility, with its page and kinds of feedback.</param>
/// <param name="Routines">What is checked how often. Whose checks they are, in which towns and since when is the city's
/// own and is not in the file.</param>
/// <param name="Metrics">What is counted of it; said by the export, passed over by the import.</param>
public sealed record SubsystemFile(
    string? Name,
    string? NameEn,
    SubsystemType? Type,
    IReadOnlyList<SubsystemForm>? Forms = null,
    IReadOnlyList<SubsystemCategory>? Categories = null,
    bool InMenu = true,
    IReadOnlyList<string>? Metrics = null,
    IReadOnlyList<SubsystemRoutine>? Routines = null
);

/// <summary>A type of facility, as <c>PUT /api/v1/facility-types/{code}</c> takes it.</summary>
public sealed record SubsystemType(string? Code, FacilityTypeBody? Content);

/// <summary>A routine of the type's facilities, as <c>PUT /api/v1/routines/{code}</c> takes it.</summary>
public sealed record SubsystemRoutine(string? Code, RoutineBody? Content);

/// <param name="Fields">See FormField.</param>
public sealed record SubsystemForm(string? Code, string? Name, string? NameEn, JsonElement? Fields);

/// <summary>A category, as <c>PUT /api/v1/categories/{code}</c> takes it.</summary>
public sealed record SubsystemCategory(
    string? Code,
    string? Name,
    string? NameEn,
    [property: ValuesOf(typeof(CategoryKinds))] string? Kind,
    string? Parent = null,
    string? Form = null,
    string? HandlingForm = null,
    IReadOnlyList<ConditionBody>? Conditions = null
);

/// <summary>A subsystem of the list.</summary>
public sealed record SubsystemItem(
    string Code,
    string Name,
    string NameEn,
    string FacilityType,
    IReadOnlyList<string> Forms,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Routines,
    bool InMenu
);

/// <summary>A subsystem that comes with the product; its file is read at its own address.</summary>
public sealed record ReadySubsystem(string Code, string Name, string NameEn);

/// <summary>The files that come with the product.</summary>
internal static class ReadySubsystems
{
    private const string Prefix = "subsystems/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static IReadOnlyList<string> Codes { get; } =
    [
        .. typeof(ReadySubsystems)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Null where none of them has the code.</summary>
    public static SubsystemFile? Find(string code)
    {
        using var stream = typeof(ReadySubsystems).Assembly.GetManifestResourceStream($"{Prefix}{code}.json");
        return stream is null ? null : JsonSerializer.Deserialize<SubsystemFile>(stream, Json);
    }
}
