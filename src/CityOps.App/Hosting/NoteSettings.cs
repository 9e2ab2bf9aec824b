using System.Text.Json;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Hosting;

/// <summary>Settings are files and variables of the machine, which nobody is asked for when they change. So whoever
/// starts the server with others than before is in the audit log with both.</summary>
internal static class NoteSettings
{
    public static async Task RunAsync(NpgsqlDataSource database, IConfigurationRoot settings, CancellationToken ct)
    {
        var own = SettingsInForce
            .Of(settings)
            .Where(setting => setting.Source != SettingsInForce.Default)
            .ToDictionary(setting => setting.Key, setting => setting.Value);
        await using var command = database
            .CreateCommand(Sql.Text("queries/audit/note_settings"))
            .With("host", Environment.MachineName)
            .With("settings", JsonSerializer.Serialize(own, Actor.Json));
        await command.ExecuteNonQueryAsync(ct);
    }
}
