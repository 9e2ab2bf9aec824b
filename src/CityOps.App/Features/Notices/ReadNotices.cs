using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Notices;

/// <summary>What was read; one of the two is given.</summary>
/// <param name="Ids">These notices; those of others are passed over.</param>
/// <param name="Until">All up to this moment: of the newest notice that was shown, so that one which came meanwhile
/// stays unread.</param>
public sealed record NoticesRead(IReadOnlyList<Guid>? Ids, DateTimeOffset? Until);

/// <summary>Marks notices as read by the caller.</summary>
internal static class ReadNotices
{
    public static async Task<IResult> RunAsync(
        NoticesRead body,
        Caller caller,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (body.Ids is null && body.Until is null)
        {
            return Problems.FieldMissing.With("Name the notices that were read (ids), or up to when (until).");
        }

        await using var command = Inbox
            .Of(database, caller, "read")
            .With("ids", body.Ids?.ToArray())
            .With("until", body.Until?.ToUniversalTime())
            .With("now", time.GetUtcNow().ToUniversalTime());
        await command.ExecuteNonQueryAsync(ct);
        return TypedResults.Ok(await CountNotices.OfAsync(caller, database, ct));
    }
}
