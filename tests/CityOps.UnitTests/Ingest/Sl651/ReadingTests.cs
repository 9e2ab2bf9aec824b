using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using CityOps.Ingest;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Sl651;

namespace CityOps.UnitTests.Ingest.Sl651;

/// <summary>Which readings a message makes of the elements that are sensors.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void A_level_in_metres_is_a_depth_in_millimetres_above_its_zero_with_the_supply_voltage() =>
        Assert.Equal(
            ["WL-1 2022-12-02T05:35:00Z 460 13120"],
            Read("fj-32-b", ("39", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 28_500, false)))
        );

    [Fact]
    public void A_negative_level_is_one() =>
        Assert.Equal(
            ["WL-1 2025-07-14T04:00:00Z -12345 12500"],
            Read("c-neg-level", ("39", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false)))
        );

    [Fact]
    public void A_missing_level_is_no_reading_and_no_refusal() =>
        Assert.Empty(Read("c-missing-level", ("39", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false))));

    [Fact]
    public void Five_minute_values_are_a_reading_each_of_its_own_time() =>
        Assert.Equal(
            [
                "WL-1 2017-07-18T02:05:00Z 120 10990",
                "WL-1 2017-07-18T02:10:00Z 120 10990",
                "WL-1 2017-07-18T02:15:00Z 280 10990",
                "WL-1 2017-07-18T02:20:00Z 490 10990",
                "WL-1 2017-07-18T02:25:00Z 490 10990",
                "WL-1 2017-07-18T02:55:00Z 490 10990",
                "WL-1 2017-07-18T03:00:00Z 490 10990",
            ],
            Read("yu-L123", ("F5", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false)))
        );

    [Fact]
    public void Five_minute_values_of_a_maker_who_writes_the_report_s_time_end_at_it() =>
        Assert.Equal(
            ["WL-1 2026-06-30T20:05:00Z 1090 12000", "WL-1 2026-06-30T21:00:00Z 1080 12000"],
            Ends(Read("bj-34-8110-05", ("F5", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, true))))
        );

    [Fact]
    public void Values_at_even_times_are_a_reading_each() =>
        Assert.Equal(
            ["WL-1 2022-12-05T02:05:00Z 28960", "WL-1 2022-12-05T03:00:00Z 28960"],
            Ends(Read("fj-31", ("39", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false))))
        );

    [Fact]
    public void A_maker_s_own_element_in_another_unit_is_a_sensor_when_it_is_named() =>
        Assert.Equal(
            ["WL-1 2024-01-09T08:34:00Z 21 12450"],
            Read("docx-3", ("FF11", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false)))
        );

    [Fact]
    public void An_element_that_is_no_number_is_refused_and_the_others_are_taken() =>
        Assert.Equal(
            ["WL-1 2026-06-15T02:20:00Z 70 13980", "wrong_type element 87 is no number: E87C0542"],
            Read(
                "probe-32",
                ("39", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false)),
                ("87", new Sl651Sensor("WL-2"u8.ToArray(), 1000, 0, false))
            )
        );

    [Fact]
    public void A_message_that_no_sensor_is_named_for_is_refused_with_what_is_there() =>
        Assert.Equal(
            ["unknown_sensor no sensor is named for any element of station 0012345678; it sends 20 26 39 38"],
            Read("yu-L117", ("3B", new Sl651Sensor("WL-1"u8.ToArray(), 1000, 0, false)))
        );

    [Fact]
    public void An_absurd_value_is_out_of_range_and_does_not_throw()
    {
        var digits = Convert.FromHexString($"30787999999999999999999999999999");
        byte[] body = [0, 1, 0x25, 7, 0x14, 0x12, 0, 5, 0x39, 0x70, .. digits[2..]];
        var message = Sl651Body.Read(false, 0x32, "0012345678", body);
        var parts = new List<DecodedReading>();

        Sl651Readings.Read(message, Station("0012345678", ("39", new Sl651Sensor([1], 1000, 0, false))), body, parts);

        Assert.Equal(RejectionReason.OutOfRange, Assert.Single(parts).Failure?.Reason);
    }

    private static List<string> Read(string id, params (string Element, Sl651Sensor Sensor)[] sensors)
    {
        var bytes = RealFrames.Bytes(id);
        var frame = FramerTests.Frames(bytes)[0];
        var parts = new List<DecodedReading>();
        var message = Sl651Body.Read(frame);
        var refusal = Sl651Readings.Read(message, Station(frame.Station, sensors), frame.Raw, parts);
        return refusal is null ? parts.ConvertAll(Said) : [$"{refusal.Reason} {refusal.Detail}"];
    }

    private static List<string> Ends(List<string> readings)
    {
        Assert.Equal(12, readings.Count);
        return [readings[0], readings[^1]];
    }

    private static Sl651Station Station(string address, params (string Element, Sl651Sensor Sensor)[] sensors) =>
        new(
            "gw-01",
            address,
            "1234",
            null,
            sensors.ToFrozenDictionary(one => (address, one.Element), one => one.Sensor)
        );

    private static long? Battery(DecodedReading part) => part.Fields.Whole(ReadingFields.BatteryMv);

    private static DateTime At(DecodedReading part) => new(part.ObservedTicks, DateTimeKind.Utc);

    private static string Said(DecodedReading part) =>
        part.Failure is { } failure
            ? $"{failure.Reason} {failure.Detail}"
            : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Encoding.UTF8.GetString(part.Sensor.Span)} {At(part):yyyy-MM-ddTHH:mm:ssZ} {part.DepthMm} {Battery(part)}"
                )
                .TrimEnd();
}
