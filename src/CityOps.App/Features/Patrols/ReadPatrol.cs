using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Patrols;

/// <param name="Positions">Positions of the track.</param>
/// <param name="DistanceMetres">Along the track.</param>
/// <param name="Problems">Reports that name this patrol.</param>
public sealed record PatrolAnswer(
    Guid Id,
    string Kind,
    string? Category,
    string Organisation,
    string? Town,
    Guid OfficerId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int Persons,
    int Vehicles,
    string? Note,
    DateTimeOffset ReceivedAt,
    int Positions,
    double DistanceMetres,
    int Problems);

/// <summary>Reads a patrol: one's own, or one of the caller's organisation and town.</summary>
public static class ReadPatrol
{
    private sealed record Summary(int Positions, double DistanceMetres, int Problems);

    public static async Task<Result<Patrol>> FindAsync(CityOpsDb db, Guid id, Caller caller, CancellationToken ct)
    {
        var patrol = await db.Patrols.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        if (patrol is null)
        {
            return Problems.PatrolNotFound.Refuse($"Patrol {id} has not arrived.");
        }

        return patrol.OfficerId == caller.AccountId || caller.MaySee(patrol.OrganisationCode, patrol.TownCode)
            ? patrol
            : Problems.OutsideYourArea.Refuse($"Patrol {id} belongs to {patrol.OrganisationCode}.");
    }

    public static async Task<PatrolAnswer> AnswerAsync(CityOpsDb db, Patrol patrol, CancellationToken ct)
    {
        var summaries = await db.Database.SqlQueryRaw<Summary>(
            Sql.Text("queries/patrols/patrol_summary"), new NpgsqlParameter("patrol", patrol.Id)).ToListAsync(ct);
        var summary = summaries[0];
        return new(
            patrol.Id, patrol.Kind, patrol.CategoryCode, patrol.OrganisationCode, patrol.TownCode, patrol.OfficerId,
            CityTime.Local(patrol.StartedAt), patrol.EndedAt is { } ended ? CityTime.Local(ended) : null, patrol.Persons, patrol.Vehicles, patrol.Note,
            CityTime.Local(patrol.ReceivedAt), summary.Positions, Math.Round(summary.DistanceMetres, 1), summary.Problems);
    }
}
