using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Reports;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Cases;

/// <summary>What goes with a step.</summary>
/// <param name="Organisation">For dispatch: who is to put it right; the category's organisation stays when left out.</param>
/// <param name="Condition">For file and dispatch: the id of the category's filing condition whose limit holds; the first one when left out.</param>
/// <param name="DeviceAt">The device's time, for steps that were taken without a signal.</param>
public sealed record CaseStepBody(string? Note, string? Organisation, DateTimeOffset? DeviceAt, IReadOnlyList<PhotoBody>? Photos, Guid? Condition = null);

/// <summary>Takes a configured step of a case: the table says from where to where and by whom, the log keeps what was done.</summary>
public static class TakeStep
{
    /// <param name="version">The version that the caller has seen (If-Match); null acts on whatever is there.</param>
    public static async Task<Result<Case>> RunAsync(
        CityOpsDb db, Guid id, string action, CaseStepBody body, int? version, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        now = InputTime.Stored(now);
        var (found, refusal) = await ReadCase.FindAsync(db, id, caller, ct);
        if (found is null)
        {
            return refusal!;
        }

        if (version is not null && version != found.Version)
        {
            return Stale(found);
        }

        (var step, refusal) = await FindStepAsync(db, found, action, caller, ct);
        if (step is null)
        {
            return refusal!;
        }

        (var content, refusal) = CheckBody(body, now);
        if (content is null)
        {
            return refusal!;
        }

        var from = found.OrganisationCode;
        if (action is "dispatch" or "transfer")
        {
            (var to, refusal) = await RecipientAsync(db, found, action, content.Organisation, ct);
            if (to is null)
            {
                return refusal!;
            }

            found.OrganisationCode = to;
        }

        var detail = new Dictionary<string, object>();
        if (body.Condition is { } condition)
        {
            if (!await db.FilingConditions.AnyAsync(c => c.Id == condition && c.CategoryCode == found.CategoryCode, ct))
            {
                return Problems.ConditionUnknown.Refuse($"Category {found.CategoryCode} has no filing condition {condition}.", ("field", "condition"));
            }

            detail["condition"] = condition;
        }

        if (found.OrganisationCode != from)
        {
            detail["organisation"] = new { from, to = found.OrganisationCode };
        }

        if (content.Photos.Count > 0)
        {
            detail["photos"] = content.Photos.Select(p => p.Sha256);
        }

        var entry = found.Take(step, caller.AccountId, now, content.DeviceAt, content.Note, detail);
        db.Attachments.AddRange(PhotoDeclaration.Attach(entry.Id, content.Photos));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException conflict) when (IsRace(conflict))
        {
            db.ChangeTracker.Clear();
            return Stale(await db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, ct));
        }

        return found;
    }

    private static Refusal Stale(Case current) => Problems.CaseStale.Refuse(
        $"Case {current.Number} is at version {current.Version}, {current.Status}.", ("version", current.Version), ("status", current.Status));

    private static async Task<Result<CaseStep>> FindStepAsync(CityOpsDb db, Case found, string action, Caller caller, CancellationToken ct)
    {
        var steps = await db.CaseSteps.AsNoTracking().Where(s => s.Action == action || s.FromStatus == found.Status).ToListAsync(ct);
        if (steps.All(s => s.Action != action))
        {
            return Problems.CaseActionUnknown.Refuse($"There is no step {InputText.Clean(action)}.");
        }

        if (!CaseRights.Holds(caller, found))
        {
            return Problems.CaseOfAnotherOrganisation.Refuse($"Case {found.Number} is with {found.OrganisationCode}.");
        }

        var allowed = steps.Where(s => s.FromStatus == found.Status && s.Roles.Contains(caller.Role))
            .Select(s => s.Action).Order(StringComparer.Ordinal).ToList();
        var step = steps.SingleOrDefault(s => s.Action == action && s.FromStatus == found.Status);
        if (step is null)
        {
            return Problems.CaseStepNotAllowed.Refuse(
                $"Case {found.Number} is {found.Status}; {action} does not start from there.", ("status", found.Status), ("allowed", allowed));
        }

        return step.Roles.Contains(caller.Role)
            ? step
            : Problems.CaseStepForbidden.Refuse(
                $"{action} is for {string.Join(", ", step.Roles)}.", ("roles", step.Roles), ("allowed", allowed));
    }

    private sealed record Content(string? Note, string? Organisation, DateTimeOffset? DeviceAt, IReadOnlyList<PhotoDeclaration> Photos);

    private static Result<Content> CheckBody(CaseStepBody body, DateTimeOffset now)
    {
        var note = InputText.Clean(body.Note);
        if (InputText.TooLong(note, 4000, "note") is { } tooLong)
        {
            return tooLong;
        }

        DateTimeOffset? deviceAt = null;
        if (body.DeviceAt is not null)
        {
            var (at, badTime) = InputTime.Check(body.DeviceAt, now, "deviceAt");
            if (badTime is not null)
            {
                return badTime;
            }

            deviceAt = at;
        }

        var (photos, badPhotos) = PhotoDeclaration.CheckAll(body.Photos);
        return photos is null ? badPhotos! : new Content(note, InputText.Clean(body.Organisation), deviceAt, photos);
    }

    private static async Task<Result<string>> RecipientAsync(
        CityOpsDb db, Case found, string action, string? named, CancellationToken ct)
    {
        if (action == "transfer")
        {
            return await OpenCase.TownOfficeAsync(db, found.TownCode, ct) is { } office
                ? office
                : Problems.TownHasNoOffice.Refuse($"Town {found.TownCode} has no office.");
        }

        var to = named ?? found.OrganisationCode;
        return await db.Organisations.AnyAsync(o => o.Code == to, ct)
            ? to
            : Problems.OrganisationUnknown.Refuse($"There is no organisation {to}.");
    }

    // Whoever comes second meets either the version in the case's row or the sequence number in its log.
    private static bool IsRace(DbUpdateException error) =>
        error is DbUpdateConcurrencyException
        || error.InnerException is PostgresException { ConstraintName: "case_event_seq_unique" };
}
