using System.Net.Http.Headers;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Organisations;

/// <summary>Reference data is asked for again and again: what has not changed is not sent again.</summary>
public sealed class ReferenceDataTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/v1/towns")]
    [InlineData("/api/v1/organisations")]
    [InlineData("/api/v1/categories")]
    [InlineData("/api/v1/categories/03101")]
    [InlineData("/api/v1/forms")]
    [InlineData("/api/v1/grids")]
    [InlineData("/api/v1/case-steps")]
    public async Task Who_has_it_already_is_told_so_without_a_body(string list)
    {
        using var first = await _admin.GetAsync(list, Ct);
        Assert.NotNull(first.Headers.ETag);

        using var again = await AskAsync(list, first.Headers.ETag.ToString());
        using var other = await AskAsync(list, "\"another\"");

        Assert.Equal((304, 200), ((int)again.StatusCode, (int)other.StatusCode));
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await other.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_change_has_another_tag_and_is_told_to_who_asks_what_changed_since()
    {
        await AgeAsync();
        using var before = await _admin.GetAsync("/api/v1/categories", Ct);
        var since = Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("O"));
        using var none = await _admin.ReadAsync($"/api/v1/categories?changedSince={since}", Ct);
        using var limited = await _admin.PutJsonAsync(
            "/api/v1/categories/03101",
            new
            {
                name = "暴露垃圾",
                kind = "event",
                organisation = "sanitation",
                conditions = new[] { new { condition = "一般", limit = "4工作时" } },
            },
            Ct
        );
        using var renamed = await _admin.PutJsonAsync(
            "/api/v1/organisations/parks",
            new { name = "园林事务中心", kind = "centre" },
            Ct
        );
        Assert.Equal((200, 200), (limited.Status, renamed.Status));

        using var categories = await _admin.ReadAsync($"/api/v1/categories?changedSince={since}", Ct);
        using var organisations = await _admin.ReadAsync($"/api/v1/organisations?changedSince={since}", Ct);
        using var towns = await _admin.ReadAsync($"/api/v1/towns?changedSince={since}", Ct);
        using var after = await _admin.GetAsync("/api/v1/organisations", Ct);
        using var longAgo = await _admin.ReadAsync("/api/v1/towns?changedSince=2020-01-01T00:00:00Z", Ct);
        using var unreadable = await _admin.ReadAsync("/api/v1/towns?changedSince=yesterday", Ct);

        Assert.Empty(none["items"].EnumerateArray());
        Assert.Equal(["03101"], Codes(categories)); // its limit changed
        Assert.Equal(["parks"], Codes(organisations));
        Assert.Empty(Codes(towns));
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(2, Codes(longAgo).Count);
        Assert.Equal((400, "invalid_request"), (unreadable.Status, unreadable.Code));
    }

    private static IReadOnlyList<string?> Codes(ApiAnswer list) =>
        [.. list["items"].EnumerateArray().Select(item => item.GetProperty("code").GetString())];

    private async Task<HttpResponseMessage> AskAsync(string list, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, list);
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        return await _admin.SendAsync(request, Ct);
    }

    /// <summary>As if all had been entered an hour ago.</summary>
    private async Task AgeAsync()
    {
        await using var db = _app.NewContext();
        foreach (var table in (string[])["category", "organisation", "town"])
        {
#pragma warning disable EF1002 // names of tables
            await db.Database.ExecuteSqlRawAsync(
                $"""
                alter table {table} disable trigger user;
                update {table} set changed_at = now() - interval '1 hour';
                alter table {table} enable trigger user
                """,
                Ct
            );
#pragma warning restore EF1002
        }
    }
}
