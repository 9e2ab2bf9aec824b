using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Routines;

/// <summary>What a report says when it is a check of a routine.</summary>
/// <param name="Routine">The routine's code.</param>
/// <param name="Facility">The code of the facility; left out for a routine of a place or a document.</param>
/// <param name="Proof">scan: the code on its plate was read there; position when left out.</param>
public sealed record SentCheck(
    string? Routine,
    string? Facility = null,
    [property: ValuesOf(typeof(CheckProofs))] string? Proof = null
)
{
    /// <summary>The same, as it is stored and told again by.</summary>
    public Result<SentCheck> Check()
    {
        if (InputText.Clean(Routine) is not { } routine)
        {
            return Problems.FieldMissing.Refuse("check.routine is missing.", ("field", "check.routine"));
        }

        var proof = Proof ?? CheckProofs.Position;
        return CheckProofs.All.Contains(proof)
            ? new SentCheck(routine, InputText.Clean(Facility), proof)
            : Problems.FieldInvalid.Refuse(
                $"check.proof is one of {string.Join(", ", CheckProofs.All)}.",
                ("field", "check.proof"),
                ("allowed", CheckProofs.All)
            );
    }
}

/// <summary>How it is known that somebody was there.</summary>
public static class CheckProofs
{
    public const string Scan = "scan";
    public const string Position = "position";

    public static IReadOnlyList<string> All { get; } = [Scan, Position];
}
