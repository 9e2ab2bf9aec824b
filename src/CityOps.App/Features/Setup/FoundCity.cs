using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Organisations.Import;
using CityOps.App.Tables;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Setup;

/// <summary>What came of founding a city.</summary>
/// <param name="Faults">Why nothing was kept; empty when the city is there.</param>
/// <param name="Password">Of the administrator; stored nowhere else.</param>
public sealed record FoundCityOutcome(
    IReadOnlyList<string> Faults,
    int Organisations = 0,
    int Towns = 0,
    int Categories = 0,
    string? Login = null,
    string? Password = null
);

/// <summary>
/// Puts a real city into an empty database, whole or not at all: organisations, towns with their offices, starter
/// categories where asked for, and the first administrator, who makes everything else.
/// </summary>
internal static class FoundCity
{
    private const string Administrator = "admin";

    public const string Founded =
        "This database holds a city already. Its administrators change it in the console; "
        + "`account add` makes an account, and --data DIR names another folder.";

    public static async Task<bool> IsFoundedAsync(CityDatabase city, CancellationToken ct)
    {
        await using var db = city.NewContext();
        return await IsFoundedAsync(db, ct);
    }

    private static async Task<bool> IsFoundedAsync(CityOpsDb db, CancellationToken ct) =>
        await db.Accounts.AnyAsync(ct) || await db.Organisations.AnyAsync(ct);

    /// <param name="beside">The folder that <see cref="SetupFile.TownsFile"/> is relative to.</param>
    public static async Task<FoundCityOutcome> RunAsync(
        CityDatabase city,
        SetupFile file,
        string beside,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (file.Faults() is { Count: > 0 } faults)
        {
            return new(faults);
        }

        await using var founding = await AdvisoryLock.TakeAsync(city.DataSource, LoadDemo.Founding, ct);
        await using var db = city.NewContext();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await IsFoundedAsync(db, ct))
        {
            return Refused(Founded);
        }

        if (await AddTownsAsync(db, file, beside, ct) is { Count: > 0 } bad)
        {
            return new(bad);
        }

        var towns = await db.Towns.OrderBy(t => t.Code).ToListAsync(ct);
        var organisations = file.Organisations().Concat(towns.Select(t => Office(t, file.Bureau!.Code!))).ToList();
        if (organisations.CountBy(o => o.Code).FirstOrDefault(code => code.Value > 1) is { Key: { } twice })
        {
            return Refused($"{twice} is the code of an organisation and of a town, whose office takes it.");
        }

        await LoadDemo.AddParentsFirstAsync(db, organisations, o => o.Code, o => o.ParentCode, ct);
        var categories = await AddCategoriesAsync(db, file, organisations, time.GetUtcNow(), ct);
        foreach (var (code, type) in file.FacilityTypes ?? new Dictionary<string, FacilityTypeBody>())
        {
            if ((await PutFacilityType.RunAsync(db, code, type, ct)).Refusal is { } unfit)
            {
                var field = unfit.More.FirstOrDefault(m => m.Name == "field").Value;
                return Refused($"facilityTypes.{code}{(field is null ? "" : $".{field}")}: {unfit.Detail}");
            }
        }

        var admin = file.Administrator!;
        var (made, refusal) = await new ManageAccounts(db, new PasswordHasher<Account>(), time).PutAsync(
            admin.Login ?? "",
            new AccountBody(admin.Name, Administrator, file.Bureau!.Code),
            ct
        );
        if (refusal is not null)
        {
            return Refused($"administrator.login: {refusal.Detail}");
        }

        await transaction.CommitAsync(ct);
        return new([], organisations.Count, towns.Count, categories, made.Account.Login, made.Password);
    }

    /// <returns>What is wrong with the towns.</returns>
    private static async Task<IReadOnlyList<string>> AddTownsAsync(
        CityOpsDb db,
        SetupFile file,
        string beside,
        CancellationToken ct
    )
    {
        if (file.TownsFile is { } path)
        {
            try
            {
                var areas = AreaFile.Read(Path.Combine(beside, path), new());
                var outcome = await ImportTowns.RunAsync(
                    db,
                    areas,
                    new(DryRun: false, SkipBad: false, Accept: true),
                    ct
                );
                return [.. outcome.Bad.Select(b => $"townsFile: feature {b.Row}: {b.Reason} {b.ReasonZh}")];
            }
            catch (Exception problem)
                when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                return [$"townsFile: {problem.Message}"];
            }
        }

        var centres = file.TownCentres();
        if (centres.Count == 0)
        {
            return [];
        }

        if (await db.Towns.AnyAsync(ct))
        {
            return ["towns: the database has towns already (`import towns`); leave them out of the file."];
        }

        db.Towns.AddRange(ApproximateTowns.Of(centres, ApproximateTowns.Around(centres)));
        await db.SaveChangesAsync(ct);
        return [];
    }

    /// <returns>How many categories there are now.</returns>
    private static async Task<int> AddCategoriesAsync(
        CityOpsDb db,
        SetupFile file,
        List<Organisation> organisations,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (file.Categories == SetupFile.StandardCategories)
        {
            var there = await db.Categories.Select(c => c.Code).ToListAsync(ct);
            var starter = DemoCategories.All().Where(c => !there.Contains(c.Code)).ToList();
            foreach (var category in starter.Where(c => organisations.All(o => o.Code != c.OrganisationCode)))
            {
                category.OrganisationCode = null; // the dispatcher chooses
            }

            await LoadDemo.AddParentsFirstAsync(db, starter, c => c.Code, c => c.ParentCode, ct);
            await DemoForms.LoadAsync(db, now, ct);
        }

        return await db.Categories.CountAsync(ct);
    }

    private static Organisation Office(Town town, string bureau) =>
        new()
        {
            Code = town.Code,
            Name = town.Name + "城管办",
            NameEn = town.NameEn is null ? null : town.NameEn + " Town Office",
            Kind = OrganisationKinds.Town,
            ParentCode = bureau,
            TownCode = town.Code,
        };

    private static FoundCityOutcome Refused(string fault) => new([fault]);
}
