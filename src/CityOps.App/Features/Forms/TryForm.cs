using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;

namespace CityOps.App.Features.Forms;

/// <summary>What became of answers that were only tried.</summary>
/// <param name="Ok">They would be taken.</param>
/// <param name="Measures">What they would add to the figures.</param>
public sealed record TriedAnswers(
    int Version,
    bool Ok,
    IReadOnlyList<AnswerProblem> Errors,
    IReadOnlyDictionary<string, decimal> Measures
);

/// <param name="Code">The problem's code.</param>
public sealed record AnswerProblem(string Field, string Code, string Reason)
{
    public static AnswerProblem Of(AnswerError error) => new(error.Field, error.Problem.Code, error.Reason);
}

/// <summary>Checks answers as a report's would be, and stores nothing: a draft is tried without entering the
/// figures.</summary>
public static class TryForm
{
    /// <param name="version">A published version; the draft when left out.</param>
    public static async Task<Result<TriedAnswers>> RunAsync(
        CityOpsDb db,
        string code,
        int? version,
        JsonElement? answers,
        CancellationToken ct
    )
    {
        var form = version is null
            ? await ReadForm.DraftAsync(db, code, ct)
            : await ReadForm.PublishedAsync(db, code, version, ct);
        if (form is null)
        {
            return version is null
                ? Problems.FormHasNoDraft.Refuse($"Form {code} has no draft; PUT one, or name a version.")
                : Problems.FormNotFound.Refuse($"Form {code} was never published as version {version}.");
        }

        if (
            answers is not { ValueKind: JsonValueKind.Object } sent
            || ContentHash.Normalise(sent, out _) is not { } given
        )
        {
            return Problems.AnswersInvalid.Refuse(
                "answers must be an object of field codes and values that can be stored."
            );
        }

        var (check, refusal) = await CheckReportAnswers.AgainstAsync(
            db,
            form,
            JsonSerializer.SerializeToElement(given),
            ct
        );
        return check is null
            ? refusal!
            : new TriedAnswers(
                form.Version,
                check.Errors.Count == 0,
                [.. check.Errors.Select(AnswerProblem.Of)],
                check.Measures
            );
    }
}
