using System.CommandLine;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Demo;

/// <summary><c>demo</c>: loads the demo city into an empty database.</summary>
public static class DemoCommand
{
    public static Command Create()
    {
        var demo = new Command("demo", "Load the demo city into an empty database");
        demo.SetVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                var outcome = await LoadDemo.RunAsync(city, context.Folder, context.Time, context.Print, ct);
                switch (outcome)
                {
                    case DemoOutcome.NotEmpty:
                        return context.Fail(
                            "The database holds a city already; the demo city is loaded into an empty one (--data DIR names another)."
                        );
                    case DemoOutcome.AlreadyThere:
                        context.Print("The demo city is there already.");
                        break;
                    case DemoOutcome.Loaded:
                        context.Print($"Accounts: {context.Folder.DemoAccounts}");
                        context.Print($"Gateways: {context.Folder.DemoGateways}");
                        break;
                }

                return 0;
            }
        );
        return demo;
    }
}
