using System.Text;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>Who was not let in at the uplink: a row for each user name, client id, address and reason.</summary>
/// <param name="UserName">As it came, its first 100 characters, control characters made visible; empty for
/// none.</param>
/// <param name="Reason">unknown gateway, wrong secret, out of service, …, or what of the standard was broken.</param>
/// <param name="Attempts">How often.</param>
public sealed record RefusedConnection(
    Guid Id,
    string UserName,
    string ClientId,
    string Address,
    string Reason,
    int Attempts,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt
);

/// <summary>
/// Lists connections that were refused, for whoever installs a gateway: it sees no more than a code. Secrets are not
/// kept.
/// </summary>
internal static class ListRefused
{
    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        (DateTimeOffset At, Guid Id)? before = null;
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.With();
            }

            before = (at, id);
        }

        var size = Cursor.Size(limit);
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/list_refused"))
            .With("before_at", before?.At)
            .With("before_id", before?.Id)
            .With("most", size + 1);
        var rows = await command.ListAsync<RefusedConnection>(ct);
        return TypedResults.Ok(
            Page.Of(
                rows.ConvertAll(row =>
                    row with
                    {
                        UserName = SafeText.Of(Encoding.UTF8.GetBytes(row.UserName)),
                        ClientId = SafeText.Of(Encoding.UTF8.GetBytes(row.ClientId)),
                    }
                ),
                size,
                row => TimeCursor.Key(row.LastAt, row.Id)
            )
        );
    }
}
