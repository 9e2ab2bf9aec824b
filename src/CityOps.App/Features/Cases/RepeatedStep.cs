using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// A step whose answer was lost is sent again. The id that its client made is the id of its entry in the log, which
/// also keeps a hash of what was sent: the same again is answered as the first time, anything else under the same id is
/// refused.
/// </summary>
internal static class RepeatedStep
{
    /// <summary>The case with the step that was taken; a refusal where the id stands for another; null where no
    /// step has it.</summary>
    public static async Task<Result<Case>?> FindAsync(
        CityOpsDb db,
        Guid caseId,
        string action,
        CaseStepBody body,
        Caller caller,
        CancellationToken ct
    )
    {
        var known = await db
            .CaseEvents.AsNoTracking()
            .Where(e => e.Id == body.StepId)
            .Prepared()
            .SingleOrDefaultAsync(ct);
        if (known is null)
        {
            return null;
        }

        // Whoever took the step has seen the case after it, though it may be out of their sight by now.
        var isSame =
            known.CaseId == caseId
            && known.Action == action
            && known.ActorId == caller.AccountId
            && known.Detail.RootElement.TryGetProperty("sent", out var sent)
            && (
                sent.GetString() == HashOf(action, body)
                || sent.GetString() == HashOf(action, body, ContentHash.WithNulls(body.Answers))
            );
        return isSame
            ? await db.Cases.SingleAsync(c => c.Id == caseId, ct)
            : Problems.CaseStepConflict.Refuse($"Step {body.StepId} was taken with other content; use a fresh UUID.");
    }

    public static string HashOf(string action, CaseStepBody body) =>
        HashOf(action, body, body.Answers is { } answers ? ContentHash.Normalise(answers, out _) : null);

    private static string HashOf(string action, CaseStepBody body, JsonNode? answers)
    {
        var content = new
        {
            action,
            note = InputText.Clean(body.Note),
            organisation = InputText.Clean(body.Organisation),
            deviceAt = body.DeviceAt?.ToUniversalTime(),
            photos = body.Photos,
            condition = body.Condition,
            into = body.Into,
            until = body.Until?.ToUniversalTime(),
            answers,
            form = body.Form,
            formVersion = body.FormVersion,
        };
        // What came later is hashed where it was sent: the hashes of the steps before stay what they are.
        return Convert.ToHexStringLower(
            body is { Category: null, Position: null }
                ? ContentHash.Of(content)
                : ContentHash.Of(
                    new
                    {
                        content,
                        category = InputText.Clean(body.Category),
                        position = body.Position,
                    }
                )
        );
    }
}
