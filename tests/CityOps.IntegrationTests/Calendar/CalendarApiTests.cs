using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Calendar;

public sealed class CalendarApiTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task October_2023_is_as_the_State_Council_said()
    {
        using var officer = await fixture.App.LogInAsync("officer", _ct);

        var days = await officer.GetFromJsonAsync<JsonElement>("/api/v1/calendar?from=2023-09-28&to=2023-10-09", _ct);

        Assert.Equal(
            "WOOOOOOOOWWW",
            string.Concat(
                days.GetProperty("items")
                    .EnumerateArray()
                    .Select(day => day.GetProperty("isWorking").GetBoolean() ? 'W' : 'O')
            )
        );
        Assert.Equal(420, days.GetProperty("items")[9].GetProperty("minutes").GetDecimal());
        Assert.Equal("国庆节调休", days.GetProperty("items")[9].GetProperty("note").GetString());
    }

    [Fact]
    public async Task Administrator_closes_the_office_for_a_typhoon_and_opens_it_again()
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        const string deadline = "/api/v1/calendar/deadline?from=2023-07-14T17:00:00%2B08:00&amount=1&unit=working_hour";

        using var closed = await admin.PutAsJsonAsync(
            "/api/v1/calendar/2023-07-17",
            new { isWorking = false, note = "台风泰利" },
            _ct
        );
        var during = await admin.GetFromJsonAsync<JsonElement>(deadline, _ct);
        using var opened = await admin.DeleteAsync("/api/v1/calendar/2023-07-17", _ct);
        var after = await admin.GetFromJsonAsync<JsonElement>(deadline, _ct);

        Assert.Equal(
            "台风泰利",
            (await closed.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("note").GetString()
        );
        Assert.Equal("2023-07-18T09:00:00+08:00", during.GetProperty("deadline").GetString());
        Assert.Equal("2023-07-17T09:00:00+08:00", after.GetProperty("deadline").GetString());
        Assert.False(
            (await opened.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("isException").GetBoolean()
        );
    }

    [Fact]
    public async Task Working_hours_hold_from_their_day_on()
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        var summer = new
        {
            periods = new[] { new { opens = "15:00", closes = "18:00" }, new { opens = "08:00", closes = "12:00" } },
        };

        using var put = await admin.PutAsJsonAsync("/api/v1/calendar/hours/2022-05-04", summer, _ct);
        using var back = await admin.PutAsJsonAsync(
            "/api/v1/calendar/hours/2022-10-10",
            new
            {
                periods = new[]
                {
                    new { opens = "08:30", closes = "12:00" },
                    new { opens = "14:00", closes = "17:30" },
                },
            },
            _ct
        );
        var before = await admin.GetFromJsonAsync<JsonElement>(
            "/api/v1/calendar/deadline?from=2022-05-03T17:30:00%2B08:00&amount=1&unit=working_hour",
            _ct
        );
        var hours = await admin.GetFromJsonAsync<JsonElement>("/api/v1/calendar/hours", _ct);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("2022-05-04T09:00:00+08:00", before.GetProperty("deadline").GetString());
        Assert.Equal(3, hours.GetProperty("items").GetArrayLength());
        Assert.Equal(
            "08:00:00",
            hours.GetProperty("items")[1].GetProperty("periods")[0].GetProperty("opens").GetString()
        );
    }

    [Theory]
    [InlineData("""{"periods":[]}""")]
    [InlineData("""{"periods":[null]}""")]
    [InlineData("""{"periods":[{"opens":"12:00","closes":"08:00"}]}""")]
    [InlineData("""{"periods":[{"opens":"08:00","closes":"12:00"},{"opens":"11:00","closes":"14:00"}]}""")]
    [InlineData("""{}""")]
    public async Task Hours_that_are_no_working_day_are_refused(string body)
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var refused = await admin.PutAsync("/api/v1/calendar/hours/2023-01-01", content, _ct);

        Assert.Equal("working_hours_invalid", await CodeAsync(refused));
    }

    [Theory]
    [InlineData("admin", "PUT", "/api/v1/calendar/2023-02-30", "invalid_request")]
    [InlineData("admin", "PUT", "/api/v1/calendar/2023-02-28", "field_missing")]
    [InlineData("admin", "PUT", "/api/v1/calendar/9999-12-31", "field_invalid")]
    [InlineData("admin", "PUT", "/api/v1/calendar/hours/0001-01-01", "field_invalid")]
    [InlineData("officer", "GET", "/api/v1/calendar/0001-01-01", "field_invalid")]
    [InlineData("officer", "GET", "/api/v1/calendar?from=0001-01-01&to=0001-01-02", "field_invalid")]
    [InlineData(
        "officer",
        "GET",
        "/api/v1/calendar/deadline?from=9999-12-31T00:00:00Z&amount=1&unit=working_day",
        "field_invalid"
    )]
    [InlineData(
        "officer",
        "GET",
        "/api/v1/calendar/deadline?from=2023-01-01T00:00:00&amount=1&unit=working_day",
        "field_invalid"
    )]
    [InlineData(
        "officer",
        "GET",
        "/api/v1/calendar/deadline?from=2023-01-01T00:00:00Z&unit=working_day",
        "field_missing"
    )]
    [InlineData("officer", "PUT", "/api/v1/calendar/2023-02-28", "forbidden")]
    [InlineData("officer", "DELETE", "/api/v1/calendar/2023-02-28", "forbidden")]
    [InlineData("officer", "GET", "/api/v1/calendar", "field_missing")]
    [InlineData("officer", "GET", "/api/v1/calendar?from=2023-01-01&to=2033-01-01", "field_invalid")]
    [InlineData("officer", "GET", "/api/v1/calendar?from=2023-02-01&to=2023-01-01", "field_invalid")]
    [InlineData(
        "officer",
        "GET",
        "/api/v1/calendar/deadline?from=2023-01-01T00:00:00Z&amount=1&unit=week",
        "limit_unreadable"
    )]
    [InlineData(
        "officer",
        "GET",
        "/api/v1/calendar/deadline?from=2023-01-01T00:00:00Z&amount=0&unit=working_day",
        "limit_unreadable"
    )]
    public async Task Bad_call_has_its_own_code(string login, string method, string address, string code)
    {
        using var client = await fixture.App.LogInAsync(login, _ct);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (method == "PUT")
        {
            request.Content = JsonContent.Create(new { });
        }

        using var refused = await client.SendAsync(request, _ct);

        Assert.Equal(code, await CodeAsync(refused));
    }

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString();
}
