using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.InputValidation;

/// <summary>HEAD answers as GET does, without the content; other methods are refused before anybody is asked to log
/// in.</summary>
public sealed class HeadTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_public_address_answers_HEAD_as_it_answers_GET()
    {
        using var stranger = new HttpClient { BaseAddress = _app.Http };
        var addresses = _app
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { } methods
                || methods.HttpMethods.Contains("GET")
            )
            .Select(Address)
            .Where(address => address is not "/mqtt") // a WebSocket
            .Distinct()
            .ToList();
        Assert.Contains("/q/x", addresses);
        Assert.Contains("/api/v1/feedback/x", addresses);

        foreach (var address in addresses)
        {
            var (get, head) = (await AskAsync(stranger, "GET", address), await AskAsync(stranger, "HEAD", address));

            Assert.Equal((address, get.Status, get.Type), (address, head.Status, head.Type));
            Assert.Empty(head.Content);
        }
    }

    [Fact]
    public async Task A_HEAD_of_what_is_not_public_asks_for_the_same_rights()
    {
        using var stranger = _app.Client();
        using var officer = await _app.LogInAsync("officer", Ct);

        var refused = await AskAsync(stranger, "HEAD", "/api/v1/cases");
        var answered = await AskAsync(officer, "HEAD", "/api/v1/cases");
        var unknown = await AskAsync(officer, "HEAD", "/api/v1/cases?towns=442000001");
        var events = await AskAsync(officer, "HEAD", "/api/v1/events"); // whose GET does not end

        Assert.Equal((401, 200, 400), (refused.Status, answered.Status, unknown.Status));
        Assert.Equal((200, "text/event-stream"), (events.Status, events.Type));
        Assert.Equal(401, (await AskAsync(stranger, "HEAD", "/api/v1/events")).Status);
    }

    [Theory]
    [InlineData("POST", "/q/T-001-1-XXXXXXXX", "GET")]
    [InlineData("DELETE", "/api/v1/feedback/00000-00000", "GET, POST")]
    [InlineData("GET", "/api/v1/tokens", "POST")]
    public async Task A_method_that_an_address_does_not_have_is_refused_by_name(
        string method,
        string address,
        string allowed
    )
    {
        using var stranger = _app.Client();

        using var answer = await stranger.SendAsync(new HttpMethod(method), address, null, Ct);

        Assert.Equal((405, "method_not_allowed"), (answer.Status, answer.Code));
        Assert.Equal(allowed, string.Join(", ", answer.Response.Content.Headers.Allow.Order()));
    }

    [Fact]
    public async Task A_body_of_a_type_that_the_address_does_not_take_is_refused_before_a_log_in_is_asked_for()
    {
        using var stranger = _app.Client();

        using var answer = await stranger.PostAsync("/api/v1/feedback/T-001-1", new StringContent("臭"), Ct);

        using var problem = await answer.Content.ReadFromJsonAsync<JsonDocument>(Ct);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("unsupported_media_type", problem!.RootElement.GetProperty("code").GetString());
    }

    private static string Address(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator =>
                                separator.Content,
                            _ => "x",
                        }
                    )
                )
            )
        );

    private static async Task<(int Status, string? Type, byte[] Content)> AskAsync(
        HttpClient client,
        string method,
        string address
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        using var answer = await client.SendAsync(request, Ct);
        return (
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            await answer.Content.ReadAsByteArrayAsync(Ct)
        );
    }
}
