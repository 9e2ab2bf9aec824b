using System.CommandLine;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Accounts.Import;
using CityOps.App.Features.Backups;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Bulletins.Tables.Foreign;
using CityOps.App.Features.Calendar.Import;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Demo.Traffic;
using CityOps.App.Features.Facilities.Import;
using CityOps.App.Features.Facilities.Types.Import;
using CityOps.App.Features.Forms.Import;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Grids;
using CityOps.App.Features.Organisations.Import;
using CityOps.App.Features.Ponding.Import;
using CityOps.App.Features.Sensors.Import;
using CityOps.App.Features.Setup;
using CityOps.App.Features.Statistics;
using CityOps.App.Features.Statistics.Sentences;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Hosting;
using CityOps.App.Verbs;

var root = new RootCommand("CityOps: the field data collection backend of a city's urban management bureau")
{
    Verb.Data,
    ServeCommand.Create(),
    MigrateCommand.Create(),
    StopDatabaseCommand.Create(),
    SetupCommand.Create(),
    AccountCommand.Create(),
    new Command("import", "Bring in what the bureau keeps in files")
    {
        ImportCategoriesCommand.Create(),
        ImportFacilityTypesCommand.Create(),
        ImportFacilitiesCommand.Create(),
        ImportTownsCommand.Create(),
        ImportGridsCommand.Create(),
        ImportOrganisationsCommand.Create(),
        ImportAccountsCommand.Create(),
        ImportSectionsCommand.Create(),
        ImportSensorsCommand.Create(),
        ImportCalendarCommand.Create(),
    },
    SettingsCommand.Create(),
    KeysCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    VerifyCommand.Create(),
    CheckTableCommand.Create(),
    GatewayCommand.Create(),
    DemoCommand.Create(),
    SimulateCommand.Create(),
    FiguresCommand.Create(),
    SentencesCommand.Create(),
    CloseMonthCommand.Create(),
    BulletinCommand.Create(),
    BulletinCommand.CreateTemplate(),
    OpenApiCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    return CommandLineErrors.Print(parsed);
}

// Long enough to finish what is under way and to stop the database in order.
return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(50) });
