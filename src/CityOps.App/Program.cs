using System.CommandLine;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Hosting;

var root = new RootCommand("CityOps: the field data collection backend of a city's urban management bureau")
{
    Verb.Data,
    ServeCommand.Create(),
    MigrateCommand.Create(),
    AccountAddCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
