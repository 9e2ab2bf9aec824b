using CityOps.App.Features.Demo;
using CityOps.App.Features.Demo.Traffic;
using CityOps.App.Features.Ponding.Simulation;
using CityOps.Testing;

namespace CityOps.UnitTests.Ponding;

/// <summary>What <c>simulate</c> says came of its steps.</summary>
public class CityTrafficTests
{
    [Fact]
    public async Task Levels_that_find_no_broker_are_refused_and_none_is_done_after_that()
    {
        var nobody = FreePort.Next();
        await using var traffic = new CityTraffic(
            [new DemoAccount("officer", "a password", "officer")],
            [new StormGatewayLogin("gw-01", "a secret", ["WL-0001"])],
            new Uri($"http://127.0.0.1:{nobody}"),
            nobody,
            TimeProvider.System
        );
        TrafficTally Levels() => traffic.Tallies[2].Tally;
        while (Levels().Refused == 0)
        {
            await traffic.StepAsync(TestContext.Current.CancellationToken);
        }

        var (done, refused) = (Levels().Done, Levels().Refused);
        for (var i = 0; i < 40; i++)
        {
            await traffic.StepAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(done, Levels().Done);
        Assert.True(Levels().Refused > refused, Levels().Last);
        Assert.Equal(0, traffic.Tallies[0].Tally.Done);
    }
}
