using CityOps.App.Features.Accounts;
using Npgsql;

namespace CityOps.App.Features.Notices;

/// <param name="Unread">Those that are neither read nor settled, counted up to 100.</param>
public sealed record NoticeCount(int Unread);

/// <summary>Counts what waits to be read.</summary>
internal static class CountNotices
{
    private const int Most = 100;

    public static async Task<IResult> RunAsync(Caller caller, NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(await OfAsync(caller, database, ct));

    public static async Task<NoticeCount> OfAsync(Caller caller, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = Inbox.Of(database, caller, "count").With("most", Most);
        return new((int)(await command.ExecuteScalarAsync(ct))!);
    }
}
