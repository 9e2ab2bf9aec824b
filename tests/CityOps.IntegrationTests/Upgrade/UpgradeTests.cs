using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Backups;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Statistics;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CityOps.IntegrationTests.Upgrade;

/// <summary>A city that an earlier release has worked (README.md) answers the same after the migrations, and goes on
/// working.</summary>
public sealed class UpgradeTests(UpgradeTests.UpgradedCity city) : IClassFixture<UpgradeTests.UpgradedCity>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The released database, migrated, with this version over it.</summary>
    public sealed class UpgradedCity : IAsyncLifetime
    {
        private readonly SetClock _clock = new(ReleasedCity.AskedAt);

        public TestApp App { get; private set; } = null!;

        internal People People { get; private set; } = null!;

        /// <summary>As they were before anything else was done to it.</summary>
        public JsonObject Answers { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var database = await TestDatabase.CreateEmptyAsync(CancellationToken.None);
            await using (var dump = File.OpenRead(ReleasedCity.Dump))
            {
                await DumpProgram.RestoreAsync(database.ConnectionString, dump, CancellationToken.None);
            }

            await Migrations.ApplyAsync(database.ConnectionString, NullLogger.Instance, CancellationToken.None);
            await AdoptMetrics.RunAsync(database.DataSource, CancellationToken.None);
            await RollUpDays.RunAsync(database.DataSource, CancellationToken.None);
            App = await TestApp.StartOverAsync(database, CancellationToken.None, builder =>
                ReleasedCity.Configure(builder, _clock)
            );
            People = new People(App, _clock, CancellationToken.None);
            Answers = await new CityAnswers(App, People, CancellationToken.None).ReadAsync();
        }

        public async ValueTask DisposeAsync()
        {
            People.Dispose();
            await App.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("figures")]
    [InlineData("bulletins")]
    [InlineData("cases")]
    [InlineData("sight")]
    public async Task What_the_released_version_answered_is_answered_after_the_upgrade(string subject)
    {
        var released = (await ReleasedCity.ReadAnswersAsync(Ct))[subject]!.AsObject();
        if (subject == "figures")
        {
            await RedefineAsync(released);
        }

        var upgraded = city.Answers[subject]!.AsObject();

        var differences = released
            .Where(answer => !JsonNode.DeepEquals(answer.Value, upgraded[answer.Key]))
            .Select(answer =>
                $"{answer.Key}\n  was {answer.Value?.ToJsonString()}\n  is  {upgraded[answer.Key]?.ToJsonString()}"
            )
            .ToList();

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
        Assert.NotEmpty(released);
    }

    [Fact]
    public async Task Every_chain_of_the_released_city_holds()
    {
        await using var db = city.App.NewContext();

        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
    }

    private static async Task RedefineAsync(JsonObject released)
    {
        foreach (var (metric, redefined) in await ReleasedCity.ReadRedefinedAsync(Ct))
        {
            Assert.NotEmpty(redefined!["why"]!.GetValue<string>());
            foreach (var (asked, answer) in redefined["answers"]!.AsObject())
            {
                Assert.True(released.ContainsKey($"{metric} {asked}"), $"{metric} {asked} was never asked");
                released[$"{metric} {asked}"] = answer?.DeepClone();
            }
        }
    }

    [Theory]
    [InlineData("2026-04")]
    [InlineData("2026-05")]
    public async Task A_month_that_was_closed_before_the_upgrade_gets_a_revision_for_what_was_redefined_alone(
        string month
    )
    {
        var closed = await CloseMonth.RunAsync(
            city.App.Database.DataSource,
            Month.Read(month).Value,
            ReleasedCity.AskedAt,
            Ct
        );

        var known = (await ReleasedCity.ReadAnswersAsync(Ct))["figures"]!
            .AsObject()
            .Select(answer => answer.Key.Split(' ')[0])
            .ToHashSet();
        var redefined = await ReleasedCity.ReadRedefinedAsync(Ct);
        var changed = closed.Value.Changes.Select(change => change.Metric).Distinct().Where(known.Contains).ToList();
        Assert.True(closed.Value.IsNew);
        Assert.NotEmpty(changed);
        Assert.Empty(changed.Except(redefined.Select(metric => metric.Key)));
        Assert.Contains("settings_changed", closed.Value.Causes.Select(cause => cause.Cause));
    }

    [Fact]
    public async Task An_old_case_and_an_old_sensor_go_on_after_the_upgrade()
    {
        using var waiting = await city.People.ReadAsync("dispatcher", "/api/v1/cases?status=pending_register&limit=1");
        var (id, number) = (
            waiting["items"][0].GetProperty("id").GetGuid(),
            waiting["items"][0].GetProperty("number").GetString()
        );
        using var filed = await city.People.PostAsync("dispatcher", $"/api/v1/cases/{id}/file");
        using var dispatched = await city.People.PostAsync("dispatcher", $"/api/v1/cases/{id}/dispatch");
        await TestGateway.SendAsync(city.App.Http, "WL-0001", [(ReleasedCity.AskedAt.AddMinutes(-1), 12)], Ct);
        using var sensor = await city.People.ReadAsync("supervisor", "/api/v1/sensors/WL-0001/readings?limit=1");
        await using var db = city.App.NewContext();

        Assert.Equal((number, "pending_dispatch"), (filed["number"].GetString(), filed["status"].GetString()));
        Assert.Equal("pending_handle", dispatched["status"].GetString());
        Assert.NotEmpty(sensor["items"].EnumerateArray());
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
    }
}
