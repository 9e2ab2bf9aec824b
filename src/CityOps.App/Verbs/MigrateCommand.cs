using System.CommandLine;

namespace CityOps.App.Verbs;

/// <summary><c>migrate</c>: brings the database to this version's schema. Every other verb does so too before it
/// starts.</summary>
public static class MigrateCommand
{
    public static Command Create()
    {
        var migrate = new Command("migrate", "Bring the database to this version's schema");
        migrate.SetVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                foreach (var script in city.Applied)
                {
                    context.Print(script);
                }

                return 0;
            }
        );
        return migrate;
    }
}
