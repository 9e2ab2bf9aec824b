using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Toilets.Phones;

/// <summary>Makes the first phone key. Where numbers are sealed already and the file is gone, it makes none: the file
/// may be on a disk that is not mounted.</summary>
internal sealed class MakePhoneKeys(
    PhoneKeyFile file,
    NpgsqlDataSource database,
    TimeProvider time,
    ILogger<MakePhoneKeys> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (file.Exists)
        {
            return;
        }

        if ((await KeysInUseAsync(database, cancellationToken)).Count > 0)
        {
            logger.LogError("The file of the phone keys {File} is not there; put it back", file.Path);
            return;
        }

        try
        {
            file.Create(time.GetUtcNow());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            logger.LogError("The file of the phone keys cannot be made: {Problem}", problem.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The keys that stored numbers are sealed with.</summary>
    internal static async Task<IReadOnlyList<string>> KeysInUseAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/citizens/phone_keys_in_use"));
        return await command.ListAsync<string>(ct);
    }
}
