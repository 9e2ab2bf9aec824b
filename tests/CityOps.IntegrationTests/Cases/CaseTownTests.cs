using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>Cases that go from one town to another, and the towns' own accounts.</summary>
public sealed class CaseTownTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_that_another_towns_office_is_given_is_that_towns_and_worked_by_its_people()
    {
        var id = await OpenAsync(113.45);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var west = await LogInAsync("handler", TestCity.WestTown, TestCity.WestTown);
        using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);

        using var dispatched = await dispatcher.PostJsonAsync(
            $"/api/v1/cases/{id}/dispatch",
            new { organisation = TestCity.WestTown },
            Ct
        );
        using var read = await west.ReadAsync($"/api/v1/cases/{id}", Ct);
        using var accepted = await west.PostJsonAsync($"/api/v1/cases/{id}/accept", new { }, Ct);

        Assert.Equal(
            (TestCity.WestTown, TestCity.WestTown),
            (dispatched["organisation"].GetString(), dispatched["town"].GetString())
        );
        var town = dispatched["log"].EnumerateArray().Last().GetProperty("detail").GetProperty("town");
        Assert.Equal(
            (TestCity.EastTown, TestCity.WestTown),
            (town.GetProperty("from").GetString(), town.GetProperty("to").GetString())
        );
        Assert.Equal((200, 200, "handling"), (read.Status, accepted.Status, accepted["status"].GetString()));
        await using var db = _app.NewContext();
        Assert.DoesNotContain(await VerifyCommand.FindAsync(db, Ct), b => b.Number == dispatched["number"].GetString());
    }

    [Fact]
    public async Task Transfer_goes_to_the_office_that_is_named_or_to_that_of_the_cases_town()
    {
        var (named, unnamed, wrong) = (await OpenAsync(113.35), await OpenAsync(113.35), await OpenAsync(113.35));
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        using var east = await dispatcher.PostJsonAsync(
            $"/api/v1/cases/{named}/transfer",
            new { organisation = TestCity.EastTown },
            Ct
        );
        using var own = await dispatcher.PostJsonAsync($"/api/v1/cases/{unnamed}/transfer", new { }, Ct);
        using var centre = await dispatcher.PostJsonAsync(
            $"/api/v1/cases/{wrong}/transfer",
            new { organisation = "parks" },
            Ct
        );
        using var unknown = await dispatcher.PostJsonAsync(
            $"/api/v1/cases/{wrong}/transfer",
            new { organisation = "nobody" },
            Ct
        );

        Assert.Equal(
            (TestCity.EastTown, TestCity.EastTown),
            (east["organisation"].GetString(), east["town"].GetString())
        );
        Assert.Equal(
            (TestCity.WestTown, TestCity.WestTown),
            (own["organisation"].GetString(), own["town"].GetString())
        );
        Assert.Equal((422, "organisation_not_a_town"), (centre.Status, centre.Code));
        Assert.Equal((422, "organisation_unknown"), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task An_account_of_a_town_works_what_its_own_organisation_has_and_sees_no_other_case_of_another_town()
    {
        var (own, foreign) = (await OpenAsync(113.45), await OpenAsync(113.45));
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var west = await LogInAsync("handler", "sanitation", TestCity.WestTown);
        foreach (var (id, organisation) in new[] { (own, "sanitation"), (foreign, "parks") })
        {
            using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);
            using var dispatched = await dispatcher.PostJsonAsync(
                $"/api/v1/cases/{id}/dispatch",
                new { organisation },
                Ct
            );
            Assert.Equal(200, dispatched.Status);
        }

        using var accepted = await west.PostJsonAsync($"/api/v1/cases/{own}/accept", new { }, Ct);
        using var hidden = await west.ReadAsync($"/api/v1/cases/{foreign}", Ct);

        Assert.Equal(200, accepted.Status);
        // sanitation reported it, but another town's is another's
        Assert.Equal((403, "outside_your_area"), (hidden.Status, hidden.Code));
    }

    private async Task<Guid> OpenAsync(double lon)
    {
        await using var db = _app.NewContext();
        return (await NewCase.OpenAsync(db, Ct, lon)).Id;
    }

    private Task<HttpClient> LogInAsync(string role, string organisation, string town) =>
        _app.LogInAsync(role, organisation, town, Ct);
}

/// <summary>Accounts that <see cref="TestCity"/> has not.</summary>
internal static class TownAccounts
{
    /// <summary>Somebody new of a role in an organisation and a town, logged in.</summary>
    public static async Task<HttpClient> LogInAsync(
        this TestApp app,
        string role,
        string organisation,
        string town,
        CancellationToken ct
    )
    {
        var login = $"{role}-{Guid.NewGuid():n}"[..24];
        await using (var db = app.NewContext())
        {
            db.Accounts.Add(
                new Account
                {
                    Login = login,
                    Name = login,
                    Role = role,
                    OrganisationCode = organisation,
                    TownCode = town,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    PasswordHash = await db
                        .Accounts.Where(a => a.Login == "admin")
                        .Select(a => a.PasswordHash)
                        .SingleAsync(ct),
                }
            );
            await db.SaveChangesAsync(ct);
        }

        return await app.LogInAsync(login, ct);
    }
}
