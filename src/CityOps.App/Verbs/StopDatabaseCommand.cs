using System.CommandLine;
using CityOps.App.Database;

namespace CityOps.App.Verbs;

/// <summary>
/// <c>stop-database</c>: stops the embedded server where the application was killed and could not; one that a process
/// still uses is left alone.
/// </summary>
public static class StopDatabaseCommand
{
    public static Command Create()
    {
        var stop = new Command("stop-database", "Stop the embedded database that a killed process left running");
        stop.SetReadingVerb(
            async (_, context, ct) =>
            {
                var options = new EmbeddedPostgresOptions(context.Folder.Path);
                if (await EmbeddedPostgres.StopUnusedAsync(options, context.Logs.CreateLogger<EmbeddedPostgres>(), ct))
                {
                    context.Print("The database stopped.");
                }

                return 0;
            }
        );
        return stop;
    }
}
