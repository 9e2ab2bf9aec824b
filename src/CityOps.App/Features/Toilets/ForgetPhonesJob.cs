using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Toilets;

/// <summary>
/// Forgets citizens' phone numbers that nobody needs any more to call back (Personal Information Protection Law,
/// article 47). Safe to run twice and at once.
/// </summary>
public sealed class ForgetPhonesJob(NpgsqlDataSource database, IOptions<ToiletOptions> options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/citizens/forget_phones"))
            .With("before", time.GetUtcNow().AddDays(-options.Value.PhoneKeptDays));
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
        await using var networks = database
            .CreateCommand(Sql.Text("queries/citizens/forget_networks"))
            .With("before", time.GetUtcNow().AddDays(-2));
        await networks.ExecuteNonQueryAsync(ct);
    }
}
