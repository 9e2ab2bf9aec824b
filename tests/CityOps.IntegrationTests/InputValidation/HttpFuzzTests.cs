using CityOps.Testing;
using CityOps.Testing.Fuzz;

namespace CityOps.IntegrationTests.InputValidation;

/// <summary>Thousands of calls that nobody means, of every operation that the description names.</summary>
public sealed class HttpFuzzTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_call_breaks_it_and_every_refusal_is_a_problem_with_a_code()
    {
        await using var app = await TestApp.StartAsync(Ct);
        using var admin = await app.LogInAsync("admin", Ct);
        using var supervisor = await app.LogInAsync("supervisor", Ct);
        using var officer = await app.LogInAsync("officer", Ct);
        using var handler = await app.LogInAsync("handler", Ct);
        using var stranger = app.Client();
        using var described = await admin.ReadAsync("/openapi/v1.json", Ct);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CITYOPS_FUZZ_SEED"), out var said)
            ? said
            : 20261130;
        var calls = int.TryParse(Environment.GetEnvironmentVariable("CITYOPS_FUZZ_CALLS"), out said) ? said : 3_000;
        var fuzzer = new HttpFuzzer(
            described.Body,
            seed,
            new HashSet<string>(["admin", "supervisor", "officer", "handler"])
        );

        var run = await FuzzRun.RunAsync(fuzzer, [admin, supervisor, officer, handler, stranger], calls, Ct);

        Assert.True(run.Faults.Count == 0, string.Join('\n', run.Faults.Take(40)));
        Assert.True(run.Taken > run.Calls / 10, $"only {run.Taken} of {run.Calls} were taken");
    }
}
