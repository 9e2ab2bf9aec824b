using CityOps.App.Features.Ponding.Detection;

namespace CityOps.UnitTests.Ponding;

/// <summary>What is said beside a depth that is below the line of the level that stands.</summary>
public class HeldLevelTests
{
    [Theory]
    [InlineData(PondingLevel.Orange, true, 291, "powerRisk 300 270 measured")] // 291 mm shown, line at 300
    [InlineData(PondingLevel.Yellow, false, 130, "yellow 150 120 measured")]
    [InlineData(PondingLevel.Yellow, false, 120, "yellow 150 120 measured")]
    [InlineData(PondingLevel.Yellow, false, 119, "yellow 150 120")] // the sensor that measured it is gone
    [InlineData(PondingLevel.Orange, true, 240, "orange 250 220 measured, powerRisk 300 270")]
    [InlineData(PondingLevel.Yellow, false, 150, "")]
    [InlineData(PondingLevel.Orange, true, 300, "")]
    [InlineData(PondingLevel.None, false, 40, "")]
    [InlineData(PondingLevel.Red, true, null, "")] // nothing is shown that could contradict it
    public void Says_by_which_line_and_until_when(PondingLevel level, bool atPowerRisk, int? depthMm, string held) =>
        Assert.Equal(
            held,
            string.Join(
                ", ",
                PondingRule
                    .Default.Held(level, atPowerRisk, depthMm)
                    .Select(h => $"{h.Level} {h.LineMm} {h.UntilMm}{(h.Measured ? " measured" : "")}")
            )
        );
}
