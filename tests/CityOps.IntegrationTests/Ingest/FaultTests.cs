using CityOps.Testing.Faults;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Every fault once, at random moments under load; <c>./cityops bench faults</c> is the long run.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Seed = 20260601;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_missing_and_nothing_is_stored_twice()
    {
        await using var city = await FaultCity.CreateAsync(FaultRun.Publishers, isDurable: false, Ct);

        var comparison = await new FaultRun(city, Seed, output.WriteLine).RunAsync(Enum.GetValues<Fault>().Length, Ct);

        Assert.Empty(comparison.Missing);
        Assert.Empty(comparison.Twice);
        Assert.True(comparison.Rejected > 0, "nothing had to be quarantined");
    }
}
