using System.Globalization;
using CityOps.App.Features.Ponding.Detection;

namespace CityOps.UnitTests.Ponding;

/// <summary>Whether the sensors say that power may be restored; the water was off the lamps (300 mm) at 08:10, and an
/// hour was set.</summary>
public class LampVerdictTests
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("0:350 10:200", "", false, false)] // the time is not over
    [InlineData("0:350 10:200 70:100", "", true, false)]
    [InlineData("0:350 10:200 70:-40", "", false, false)]
    [InlineData("0:350 10:200 70:100 71:900", "", false, false)] // may be true: the next sample has to say
    [InlineData("0:350 10:200 70:100 71:900 72:100", "", true, false)] // was a spike
    [InlineData("0:350 10:200 70:310", "", false, false)] // above again, confirmed or not
    [InlineData("0:350 10:200 70:100", "0:350 10:200", false, false)] // each of them has to say it
    [InlineData("0:350 10:200 70:100", "0:350 10:200 75:90", true, false)]
    public void Sensors_say_at_a_quarter_past_nine(string one, string other, bool mayRestore, bool mayConfirmOnSite)
    {
        var verdict = Of(
            [
                .. new[] { one, other }
                    .Where(samples => samples.Length > 0)
                    .Select((samples, i) => Witness($"T-{i}", samples)),
            ],
            now: 69
        );

        Assert.Equal((mayRestore, mayConfirmOnSite), (verdict.MayRestore, verdict.MayConfirmOnSite));
    }

    [Fact]
    public void A_sensor_that_is_silent_for_an_hour_may_be_answered_for_on_site_and_is_named()
    {
        var verdict = Of([Witness("T-01a", "0:350 10:200"), Witness("T-01b", "0:350 10:200 70:0")], now: 71);

        Assert.Equal(
            (false, true, Eight.AddMinutes(10)),
            (verdict.MayRestore, verdict.MayConfirmOnSite, verdict.SilentSince)
        );
        Assert.Equal(["T-01a"], verdict.Silent);
    }

    [Fact]
    public void On_site_no_speaking_sensor_may_be_overruled() =>
        Assert.False(Of([Witness("T-01a", "0:350"), Witness("T-01b", "0:350 70:340")], now: 71).MayConfirmOnSite);

    [Fact]
    public void A_sensor_that_was_taken_away_says_nothing_any_more()
    {
        var verdict = Of([Witness("T-01a", "0:350 10:200 70:100") with { IsHere = false }], now: 71);

        Assert.Equal((false, true), (verdict.MayRestore, verdict.MayConfirmOnSite));
    }

    [Theory]
    [InlineData("0:350", true)]
    [InlineData("0:350 80:340", false)] // after what was answered for
    [InlineData("0:350 80:1400", false)]
    [InlineData("0:350 80:200", true)]
    public void What_a_person_saw_holds_until_a_sensor_says_otherwise(string samples, bool mayRestore) =>
        Assert.Equal(
            mayRestore,
            LampVerdict.Of([Witness("T-01a", samples)], 300, null, Eight, Eight.AddMinutes(90)).MayRestore
        );

    [Fact]
    public void A_sensor_that_never_saw_the_lamps_under_water_has_no_say() =>
        Assert.True(
            Of(
                [Witness("T-01a", "0:350 10:200 70:100"), Witness("T-01b", "0:10") with { WasAtLamps = false }],
                now: 71
            ).MayRestore
        );

    private static LampVerdict Of(LampWitness[] witnesses, int now) =>
        LampVerdict.Of(witnesses, 300, Eight.AddMinutes(70), null, Eight.AddMinutes(now));

    private static LampWitness Witness(string sensor, string samples) =>
        new(
            sensor,
            true,
            true,
            SampleJudge.Judge(
                [
                    .. samples
                        .Split(' ')
                        .Select(sample => sample.Split(':'))
                        .Select(sample => new Sample(Eight.AddMinutes(Number(sample[0])), Number(sample[1]))),
                ],
                -50,
                5000
            )
        );

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
