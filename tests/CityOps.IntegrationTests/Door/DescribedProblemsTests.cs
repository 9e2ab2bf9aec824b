using System.Net;
using System.Text;
using CityOps.Testing;
using Xunit.Sdk;

namespace CityOps.IntegrationTests.Door;

/// <summary>The check that every test's client makes: an operation answers no problem but those that it
/// declares.</summary>
public sealed class DescribedProblemsTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/letters/0197a2f0-0000-7000-8000-000000000000", "letter_not_found")]
    [InlineData("/api/v1/towns", "not_logged_in", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/nowhere", "letter_not_found")] // no operation
    public async Task What_an_operation_declares_passes(
        string url,
        string code,
        HttpStatusCode status = HttpStatusCode.NotFound
    )
    {
        using var client = Client(status, code);

        using var answer = await client.GetAsync(url, Ct);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/towns", "letter_not_found", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/letters/0197a2f0-0000-7000-8000-000000000000", "letter_not_found", HttpStatusCode.Gone)]
    public async Task What_it_does_not_declare_fails_the_test_by_name(string url, string code, HttpStatusCode status)
    {
        using var client = Client(status, code);

        var failed = await Assert.ThrowsAnyAsync<XunitException>(() => client.GetAsync(url, Ct));

        Assert.Contains($"answered {(int)status} {code}", failed.Message, StringComparison.Ordinal);
        Assert.Contains("GET /api/v1/", failed.Message, StringComparison.Ordinal);
    }

    private HttpClient Client(HttpStatusCode status, string code) =>
        new(new DescribedProblems(fixture.App.Services, new Answering(status, code)))
        {
            BaseAddress = fixture.App.Http,
        };

    /// <summary>A server that answers whatever it is asked with one problem.</summary>
    private sealed class Answering(HttpStatusCode status, string code) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult(
                new HttpResponseMessage(status)
                {
                    Content = new StringContent($$"""{"code":"{{code}}"}""", Encoding.UTF8, "application/problem+json"),
                }
            );
    }
}
