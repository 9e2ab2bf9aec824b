namespace CityOps.Ingest.Profiles;

/// <summary>Why a profile cannot be used as it is written.</summary>
/// <param name="Where">Which of its members, such as <c>level.unit</c>.</param>
/// <param name="Detail">What it must be.</param>
public sealed record ProfileProblem(string Where, string Detail);

/// <summary>Ends a compilation; caught where it began.</summary>
internal sealed class ProfileException(string where, string detail) : Exception($"{where}: {detail}")
{
    public ProfileProblem Problem { get; } = new(where, detail);
}
