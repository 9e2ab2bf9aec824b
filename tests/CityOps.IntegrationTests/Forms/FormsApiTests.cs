using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Forms;

public sealed class FormsApiTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>, IAsyncLifetime
{
    private const string Fields = """
        [{"code":"lamps","kind":"integer","label":{"zh":"加装数量","en":"Lamps added"},"required":true,"min":1,"max":500,"unit":"盏",
          "measure":{"code":"lamp_count","name":"加装路灯","nameEn":"Lamps added","unit":"盏"}}]
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HttpClient _admin = null!;
    private HttpClient _officer = null!;

    public async ValueTask InitializeAsync()
    {
        _admin = await fixture.App.LogInAsync("admin", _ct);
        _officer = await fixture.App.LogInAsync("officer", _ct);
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _officer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Draft_becomes_visible_to_phones_by_publishing_it()
    {
        using var saved = await PutAsync("lamps_a", Draft("加装路灯", Fields));
        using var before = await _officer.GetAsync("/api/v1/forms/lamps_a", _ct);
        using var published = await _admin.PostAsync("/api/v1/forms/lamps_a/publish", null, _ct);
        using var after = await _officer.GetAsync("/api/v1/forms/lamps_a", _ct);
        var form = await after.Content.ReadFromJsonAsync<JsonElement>(_ct);

        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
        Assert.Equal("form_not_found", await CodeAsync(before));
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        Assert.Equal(
            ("加装路灯", 1, "lamps"),
            (
                form.GetProperty("name").GetString(),
                form.GetProperty("version").GetInt32(),
                form.GetProperty("fields")[0].GetProperty("code").GetString()
            )
        );
        Assert.Equal("Lamps added", form.GetProperty("fields")[0].GetProperty("label").GetProperty("en").GetString());
    }

    [Fact]
    public async Task Phone_that_has_the_version_gets_304_until_the_next_is_published()
    {
        await PublishAsync("lamps_b", Draft("加装路灯", Fields));
        using var first = await _officer.GetAsync("/api/v1/forms/lamps_b", _ct);
        var tag = first.Headers.ETag!;

        var unchanged = await IfNoneMatchAsync("/api/v1/forms/lamps_b", tag.ToString());
        await PublishAsync("lamps_b", Draft("加装路灯（新）", Fields));
        var changed = await IfNoneMatchAsync("/api/v1/forms/lamps_b", tag.ToString());
        var old = await _officer.GetFromJsonAsync<JsonElement>("/api/v1/forms/lamps_b?version=1", _ct);

        Assert.Equal(HttpStatusCode.NotModified, unchanged);
        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.Equal("加装路灯", old.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Draft_is_tried_without_storing_anything()
    {
        using var saved = await PutAsync("lamps_c", Draft("加装路灯", Fields));

        var good = await TryAsync("lamps_c", """{"answers":{"lamps":12}}""");
        var bad = await TryAsync("lamps_c", """{"answers":{"lamps":501,"posts":3}}""");

        Assert.True(good.GetProperty("ok").GetBoolean());
        Assert.Equal(12, good.GetProperty("measures").GetProperty("lamp_count").GetInt32());
        Assert.False(bad.GetProperty("ok").GetBoolean());
        Assert.Equal(
            ["answer_field_unknown", "answer_out_of_bounds"],
            bad.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()).Order()
        );
        Assert.Equal(0L, await ScalarAsync("select count(*) from report_measure"));
    }

    [Fact]
    public async Task Published_version_is_refused_any_change_by_the_database_itself()
    {
        await PublishAsync("lamps_d", Draft("加装路灯", Fields));

        var update = await Assert.ThrowsAsync<PostgresException>(() =>
            ScalarAsync("update form_version set name = 'x' where form_code = 'lamps_d'")
        );
        var delete = await Assert.ThrowsAsync<PostgresException>(() =>
            ScalarAsync("delete from form_version where form_code = 'lamps_d'")
        );

        Assert.Equal(
            ("form_version_immutable", "form_version_immutable"),
            (update.ConstraintName, delete.ConstraintName)
        );
    }

    [Theory]
    [InlineData("""{"fields":[]}""", "field_missing")]
    [InlineData("""{"name":"表","fields":[]}""", "form_invalid")]
    [InlineData("""{"name":"表"}""", "form_invalid")]
    [InlineData("""{"name":"表","fields":[null]}""", "form_invalid")]
    [InlineData("""{"name":"表","fields":"none"}""", "form_invalid")]
    [InlineData("""{"name":"表","fields":[{"code":"a","kind":"text"}]}""", "form_invalid")]
    [InlineData(
        """{"name":"表","fields":[{"code":"a","kind":"text","label":{"zh":"字"},"requird":true}]}""",
        "form_invalid"
    )]
    [InlineData(
        """{"name":"表","fields":[{"code":"a","kind":"choice","label":{"zh":"字"},"choices":[null]}]}""",
        "form_invalid"
    )]
    [InlineData(
        """{"name":"表","fields":[{"code":"a","kind":"text","label":{"zh":"字"},"askWhen":{"all":[null]}}]}""",
        "form_invalid"
    )]
    [InlineData(
        """{"name":"表","fields":[{"code":"a","kind":"integer","label":{"zh":"字"},"min":"one"}]}""",
        "form_invalid"
    )]
    public async Task Draft_that_could_not_be_asked_is_refused(string draft, string code)
    {
        using var refused = await PutAsync("bad_form", draft);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (refused.StatusCode, await CodeAsync(refused)));
        Assert.DoesNotMatch("System\\.|CityOps\\.", await refused.Content.ReadAsStringAsync(_ct)); // in plain words
    }

    [Fact]
    public async Task Measure_keeps_its_unit_across_forms()
    {
        await PublishAsync(
            "kerbs_a",
            Draft(
                "侧石",
                Fields
                    .Replace("lamp_count", "kerb_m", StringComparison.Ordinal)
                    .Replace("盏", "m", StringComparison.Ordinal)
            )
        );
        using var saved = await PutAsync(
            "kerbs_b",
            Draft(
                "侧石",
                Fields
                    .Replace("lamp_count", "kerb_m", StringComparison.Ordinal)
                    .Replace("盏", "㎡", StringComparison.Ordinal)
            )
        );

        using var refused = await _admin.PostAsync("/api/v1/forms/kerbs_b/publish", null, _ct);

        Assert.Equal("form_invalid", await CodeAsync(refused));
    }

    [Fact]
    public async Task Draft_is_thrown_away_and_the_published_version_stays()
    {
        await PublishAsync("lamps_e", Draft("加装路灯", Fields));
        using var second = await PutAsync("lamps_e", Draft("改动", Fields));

        using var discarded = await _admin.DeleteAsync("/api/v1/forms/lamps_e/draft", _ct);
        using var again = await _admin.DeleteAsync("/api/v1/forms/lamps_e/draft", _ct);
        using var nothing = await _admin.PostAsync("/api/v1/forms/lamps_e/publish", null, _ct);
        var list = await _officer.GetFromJsonAsync<JsonElement>("/api/v1/forms?limit=1000", _ct);
        var item = list.GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("code").GetString() == "lamps_e");

        Assert.Equal(HttpStatusCode.NoContent, discarded.StatusCode);
        Assert.Equal(("form_has_no_draft", "form_has_no_draft"), (await CodeAsync(again), await CodeAsync(nothing)));
        Assert.Equal(
            (1, JsonValueKind.Null),
            (item.GetProperty("published").GetInt32(), item.GetProperty("draft").ValueKind)
        );
    }

    [Fact]
    public async Task Only_administrators_write_forms()
    {
        using var body = new StringContent(Draft("表", Fields), Encoding.UTF8, "application/json");

        using var refused = await _officer.PutAsync("/api/v1/forms/mine", body, _ct);

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (refused.StatusCode, await CodeAsync(refused)));
    }

    private static string Draft(string name, string fields) => $$"""{"name":"{{name}}","fields":{{fields}}}""";

    private async Task<HttpResponseMessage> PutAsync(string form, string draft)
    {
        using var body = new StringContent(draft, Encoding.UTF8, "application/json");
        return await _admin.PutAsync($"/api/v1/forms/{form}", body, _ct);
    }

    private async Task PublishAsync(string form, string draft)
    {
        using var saved = await PutAsync(form, draft);
        using var published = await _admin.PostAsync($"/api/v1/forms/{form}/publish", null, _ct);
        published.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> TryAsync(string form, string answers)
    {
        using var body = new StringContent(answers, Encoding.UTF8, "application/json");
        using var answer = await _admin.PostAsync($"/api/v1/forms/{form}/try", body, _ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(_ct);
    }

    private async Task<HttpStatusCode> IfNoneMatchAsync(string address, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await _officer.SendAsync(request, _ct);
        return answer.StatusCode;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = fixture.App.Database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(_ct);
    }

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString();
}
