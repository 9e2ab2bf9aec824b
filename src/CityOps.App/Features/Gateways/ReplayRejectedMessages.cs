using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <param name="Requested">How many will be tried again.</param>
public sealed record ReplayAnswer(long Requested);

/// <summary>Asks for rejected messages to be tried again after a mend; an uplink does it, through the pipeline of
/// everything that comes in.</summary>
internal static class ReplayRejectedMessages
{
    private const int ShownBytes = 500;

    public static async Task<IResult> OneAsync(
        Guid id,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var requested = await RequestAsync(new RejectedFilter(), id, database, caller, time, ct);
        return await ListRejected.FindAsync(id, ShownBytes, database, ct) is not { Message: var message }
                ? ListRejected.NotFound(id)
            : requested == 0 && message.Replay is { Result: "accepted" or "duplicate" }
                ? Problems.AlreadyReplayed.With(
                    $"Message {id} was tried again at {message.Replay.ReplayedAt:O} and is stored."
                )
            : TypedResults.Accepted($"/api/v1/rejected-messages/{id}", message);
    }

    public static async Task<IResult> ManyAsync(
        RejectedFilter filter,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    ) =>
        TypedResults.Accepted(
            (string?)null,
            new ReplayAnswer(await RequestAsync(filter, null, database, caller, time, ct))
        );

    private static async Task<long> RequestAsync(
        RejectedFilter filter,
        Guid? id,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Sql.Text("queries/gateways/request_replay"));
        filter.AddTo(command, id);
        command.With("account", caller.AccountId).With("now", time.GetUtcNow());
        return await command.SingleAsync<long>(ct);
    }
}
