using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>A routine goes by answers of a form: a new version of it keeps the choices that are a problem there, for
/// otherwise no check would find one any more.</summary>
internal static class RoutineAnswers
{
    private sealed record Used(string Routine, string Field, string Choice);

    /// <summary>Before a version is published. Null where nothing is lost.</summary>
    public static async Task<Refusal?> RefuseAsync(CityOpsDb db, FormVersion draft, CancellationToken ct)
    {
        var used = await db
            .Database.SqlQueryRaw<Used>(
                Sql.Text("queries/routines/answers_in_use"),
                Parameters.Of("form", draft.FormCode)
            )
            .ToListAsync(ct);
        return used.Find(u => !Asks(draft.Fields, u.Field, u.Choice)) is { } lost
            ? Problems.FormInRoutine.Refuse(
                $"Routine {lost.Routine} goes by the choice {lost.Choice} of {lost.Field}; change the routine first.",
                ("field", lost.Field),
                ("routine", lost.Routine)
            )
            : null;
    }

    private static bool Asks(IReadOnlyList<FormField> fields, string field, string choice) =>
        fields.Any(f => f.Code == field && f.Choices?.Any(c => c.Code == choice) is true);
}
