using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <param name="Decision">approve or refuse.</param>
/// <param name="Note">Why; needed to refuse.</param>
public sealed record AssessmentDecision(string? Decision, string? Note);

/// <summary>Approves or refuses a finding that a second person has to look at (operation assessments.approve): not who
/// recorded or corrected it, whatever their rights.</summary>
internal static class DecideAssessment
{
    private const int MaxNote = 500;

    private sealed record Proposal(string Approval, bool IsWithdrawn, bool IsOwn);

    private sealed record Decided(string? Contractor, decimal FeeYuan, string? Note);

    public static async Task<Result<AssessmentView>> RunAsync(
        CityOpsDb db,
        NpgsqlDataSource database,
        Guid id,
        AssessmentDecision body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (body.Decision is not ("approve" or "refuse"))
        {
            return Problems.FieldInvalid.Refuse("decision is approve or refuse.", ("field", "decision"));
        }

        var note = InputText.Clean(body.Note);
        if (body.Decision == "refuse" && note is null)
        {
            return Problems.FieldMissing.Refuse("Say why it is refused.", ("field", "note"));
        }

        if (InputText.TooLong(note, MaxNote, "note") is { } tooLong)
        {
            return tooLong;
        }

        if (caller.VisibleTown is not null)
        {
            return Problems.OutsideYourArea.Refuse("A finding is approved by the bureau, not by a town.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db
            .Database.SqlQuery<Proposal>(
                $"""
                select a.approval, a.withdrawn_at is not null as is_withdrawn,
                  a.recorded_by = {caller.AccountId} or exists (
                    select from record_change c
                    where c.subject = 'assessment' and c.subject_id = a.id and c.actor_id = {caller.AccountId}
                  ) as is_own
                from assessment a where a.id = {id} for update
                """
            )
            .ToListAsync(ct);
        switch (found)
        {
            case []:
                return Problems.AssessmentNotFound.Refuse($"There is no finding {id}.");
            case [{ IsWithdrawn: true }]:
                return Problems.RecordWithdrawn.Refuse($"Finding {id} was withdrawn.");
            case [{ Approval: not "proposed" }]:
                return Problems.ApprovalNotPending.Refuse($"Finding {id} does not wait for approval.");
            case [{ IsOwn: true }]:
                return Problems.ApprovalOfOwn.Refuse($"You recorded or corrected finding {id} yourself.");
        }

        var approval = body.Decision == "approve" ? "approved" : "refused";
        await db.Database.ExecuteSqlAsync(
            $"""
            update assessment set approval = {approval}, decided_by = {caller.AccountId}, decided_at = {now},
              decision_note = {note}
            where id = {id}
            """,
            ct
        );
        var view = await ReadAssessments.OneAsync(database, id, null, ct);
        await AuditLog.AddAsync(
            db,
            new(
                $"assessment.{approval}",
                "assessment",
                id.ToString(),
                new Decided(view!.Contractor, view.FeeYuan, note)
            ),
            ct
        );
        await transaction.CommitAsync(ct);
        return (await ReadAssessments.OneAsync(database, id, null, ct))!;
    }
}
