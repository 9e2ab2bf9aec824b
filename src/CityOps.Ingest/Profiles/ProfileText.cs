using System.Text.Json;
using System.Text.Json.Serialization;

namespace CityOps.Ingest.Profiles;

/// <summary>A profile as it is written down: JSON, whose members are those of <see cref="PayloadProfile"/>.</summary>
public static class ProfileText
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The profile of a text, or what is wrong with it: a misspelt member is named, and a profile that
    /// contradicts itself refused.</summary>
    public static (PayloadProfile? Profile, ProfileProblem? Problem) Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PayloadProfile>(text, Strict) is { } profile
                ? (profile, Check(profile))
                : (null, new ProfileProblem("", "A profile is a JSON object."));
        }
        catch (JsonException e)
        {
            return (null, new ProfileProblem(e.Path ?? "", e.Message));
        }
    }

    /// <summary>What is wrong with it; null when it can be used.</summary>
    public static ProfileProblem? Check(PayloadProfile profile) => ProfileReader.Compile(profile).Problem;

    /// <summary>As it is kept.</summary>
    public static string Write(PayloadProfile profile) => JsonSerializer.Serialize(profile, Strict);

    internal static PayloadProfile? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PayloadProfile>(text, Strict);
        }
        catch (JsonException)
        {
            return null; // of a newer version
        }
    }
}
