using System.Security.Cryptography;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations;
using Microsoft.AspNetCore.Identity;

namespace CityOps.App.Features.Demo;

/// <summary>An account of the demo city as demo-accounts.json names it.</summary>
internal sealed record DemoAccount(string Login, string Password, string Role);

/// <summary>The demo city's organisations and the people who work there.</summary>
internal static class DemoPeople
{
    /// <summary>An invented contractor; its organisation also tells a demo city from a real one.</summary>
    public const string Contractor = "demo-contractor-1";

    /// <summary>Whose cases <see cref="Contractor"/> is given.</summary>
    public const string ContractorOf = "sanitation";

    /// <summary>Before the first record.</summary>
    private static readonly DateTimeOffset Founded = new(2023, 1, 1, 9, 0, 0, TimeSpan.FromHours(8));

    // The first of each role has the role as its login.
    private static readonly (string Login, string Name, string Role, string Organisation)[] People =
    [
        ("officer", "环卫巡查员", "officer", "sanitation"),
        ("dispatcher", "派遣员", "dispatcher", "bureau"),
        ("handler", "环卫处置员", "handler", "sanitation"),
        ("verifier", "核查员", "verifier", "bureau"),
        ("supervisor", "监督员", "supervisor", "bureau"),
        ("admin", "管理员", "admin", "bureau"),
        ("contractor", "管养单位处置员", "contractor", Contractor),
        ("auditor", "审计员", "auditor", "bureau"),
        ("officer-parks", "园林巡查员甲", "officer", "parks"),
        ("officer-parks-2", "园林巡查员乙", "officer", "parks"),
        ("officer-waste", "垃圾处理巡查员", "officer", "waste"),
        ("officer-municipal", "市政巡查员", "officer", "municipal"),
        ("officer-enforcement", "执法巡查员", "officer", "enforcement"),
        ("handler-parks", "园林处置员", "handler", "parks"),
        ("handler-waste", "垃圾处理处置员", "handler", "waste"),
        ("handler-municipal", "市政处置员", "handler", "municipal"),
        ("handler-enforcement", "执法处置员", "handler", "enforcement"),
    ];

    public static IEnumerable<Organisation> Organisations(IEnumerable<Town> towns) =>
        [
            new()
            {
                Code = "bureau",
                Name = "中山市城市管理和综合执法局",
                NameEn = "Zhongshan Urban Management and Law Enforcement Bureau",
                Kind = OrganisationKinds.Bureau,
            },
            Of("sanitation", "环卫中心", "Sanitation Centre", OrganisationKinds.Centre),
            Of("parks", "园林中心", "Parks and Greenery Centre", OrganisationKinds.Centre),
            Of("waste", "垃圾处理中心", "Waste Treatment Centre", OrganisationKinds.Centre),
            Of("municipal", "市政中心", "Municipal Works Centre", OrganisationKinds.Centre),
            Of("enforcement", "执法支队", "Law Enforcement Brigade", OrganisationKinds.Brigade),
            Of(
                Contractor,
                "示例环境服务公司",
                "Example Environmental Services",
                OrganisationKinds.Contractor,
                ContractorOf
            ),
            Of(
                "demo-contractor-2",
                "示例园林养护公司",
                "Example Greenery Maintenance",
                OrganisationKinds.Contractor,
                "parks"
            ),
            Of(
                "demo-contractor-3",
                "示例市政养护公司",
                "Example Municipal Maintenance",
                OrganisationKinds.Contractor,
                "municipal"
            ),
            .. towns.Select(town => new Organisation
            {
                Code = town.Code,
                Name = town.Name + "城管办",
                NameEn = town.NameEn + " Town Office",
                Kind = OrganisationKinds.Town,
                ParentCode = "bureau",
                TownCode = town.Code,
            }),
        ];

    /// <summary>Accounts with fresh passwords, and a handler and an officer of each town whose passwords nobody knows
    /// until one is set.</summary>
    public static (IReadOnlyList<Account> Accounts, IReadOnlyList<DemoAccount> Printed) Accounts(
        IEnumerable<Town> towns
    )
    {
        var hasher = new PasswordHasher<Account>();
        var printed = People.Select(person => new DemoAccount(person.Login, Passwords.New(), person.Role)).ToList();
        var accounts = People
            .Zip(printed)
            .AsParallel()
            .AsOrdered() // a hash takes its time by design
            .Select(pair =>
                NewAccount(
                    pair.First.Login,
                    pair.First.Name,
                    pair.First.Role,
                    pair.First.Organisation,
                    null,
                    hasher.HashPassword(null!, pair.Second.Password)
                )
            )
            .ToList();
        var locked = hasher.HashPassword(null!, Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
        foreach (var town in towns)
        {
            accounts.Add(
                NewAccount(HandlerOf(town.Code), town.Name + "经办人", "handler", town.Code, town.Code, locked)
            );
            accounts.Add(
                NewAccount(OfficerOf(town.Code), town.Name + "巡查员", "officer", town.Code, town.Code, locked)
            );
        }

        return (accounts, printed);
    }

    /// <summary>The login of who puts cases of this organisation right.</summary>
    public static string HandlerOf(string organisation) =>
        organisation switch
        {
            "sanitation" => "handler",
            Contractor => "contractor",
            _ => "handler-" + organisation, // also of a town's office, whose code is the town's
        };

    /// <summary>The login of a town's officer.</summary>
    public static string OfficerOf(string town) => "officer-" + town;

    private static Organisation Of(string code, string name, string nameEn, string kind, string parent = "bureau") =>
        new()
        {
            Code = code,
            Name = name,
            NameEn = nameEn,
            Kind = kind,
            ParentCode = parent,
        };

    private static Account NewAccount(
        string login,
        string name,
        string role,
        string organisation,
        string? town,
        string hash
    ) =>
        new()
        {
            Login = login,
            Name = name,
            Role = role,
            OrganisationCode = organisation,
            TownCode = town,
            PasswordHash = hash,
            CreatedAt = Founded,
        };
}
