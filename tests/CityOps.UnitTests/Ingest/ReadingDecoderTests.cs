using System.Globalization;
using System.Text;
using CityOps.Ingest;
using CityOps.Ingest.Decode;

namespace CityOps.UnitTests.Ingest;

/// <summary>Raw payloads, and what they mean.</summary>
public sealed class ReadingDecoderTests
{
    /// <summary>Payload, then: sensor, UTC time, depth, seq, battery, signal ("-" for none) of each part.</summary>
    public static TheoryData<string, string> Readings { get; } =
        new()
        {
            {
                """{"sensor":"WL-0001","observedAt":"2026-06-01T08:00:00+08:00","depthMm":132,"seq":4711,"batteryMv":3610,"rssiDbm":-87}""",
                "WL-0001 2026-06-01T00:00:00.0000000Z 132 4711 3610 -87"
            },
            {
                """{"sensor":"WL-0001","observedAt":1780272000000,"depthMm":-3}""",
                "WL-0001 2026-06-01T00:00:00.0000000Z -3 - - -"
            },
            {
                """{"sensor":"WL-0001","observedAt":"2026-06-01T00:00:00.1234567Z","depthMm":0}""",
                "WL-0001 2026-06-01T00:00:00.1234560Z 0 - - -"
            },
            {
                """{"sensor":"WL-0001","observedAt":"2026-06-01T00:00Z","depthMm":0}""",
                "WL-0001 2026-06-01T00:00:00.0000000Z 0 - - -"
            },
            {
                """ [ {"depthMm":1,"sensor":"WL-0001","observedAt":0,"more":{"x":[1,{"y":null}]}} , {"sensor":"A","observedAt":-1,"depthMm":2,"seq":null} ] """,
                "WL-0001 1970-01-01T00:00:00.0000000Z 1 - - -|A 1969-12-31T23:59:59.9990000Z 2 - - -"
            },
            {
                """{"sensor":"W\u004c-0001","observedAt":0,"depthMm":1}""",
                "WL-0001 1970-01-01T00:00:00.0000000Z 1 - - -"
            },
            {
                """{"\u0073ensor":"水位-1","observedAt":0,"depthMm":1}""",
                "水位-1 1970-01-01T00:00:00.0000000Z 1 - - -"
            },
            { """{"sensor":"A","depthMm":9,"observedAt":0,"depthMm":1}""", "A 1970-01-01T00:00:00.0000000Z 1 - - -" },
            {
                """{"sensor":"A","observedAt":0,"depthMm":1,"seq":9223372036854775807}""",
                "A 1970-01-01T00:00:00.0000000Z 1 9223372036854775807 - -"
            },
            // as devices write numbers
            {
                """{"sensor":"A","observedAt":0,"depthMm":132.0,"seq":"4711","batteryMv":3.61e3,"rssiDbm":-87.5}""",
                "A 1970-01-01T00:00:00.0000000Z 132 4711 3610 -88"
            },
            {
                """{"sensor":"A","observedAt":0,"depthMm":1e2,"seq":1e3,"batteryMv":3610.4,"rssiDbm":"-87"}""",
                "A 1970-01-01T00:00:00.0000000Z 100 1000 3610 -87"
            },
            { """{"sensor":"A","observedAt":0,"depthMm":" -3.00 "}""", "A 1970-01-01T00:00:00.0000000Z -3 - - -" },
            {
                """{"sensor":"A","observedAt":0,"depthMm":1,"seq":9223372036854775807.0,"batteryMv":0.0}""",
                "A 1970-01-01T00:00:00.0000000Z 1 9223372036854775807 0 -"
            },
            { "\uFEFF[{\"sensor\":\"A\",\"observedAt\":0,\"depthMm\":1}]", "A 1970-01-01T00:00:00.0000000Z 1 - - -" },
            // as devices write times
            {
                """[{"sensor":"A","observedAt":"2026-06-01T08:00:00+0800","depthMm":1},{"sensor":"A","observedAt":"2026-06-01 08:00:00.5+08","depthMm":1}]""",
                "A 2026-06-01T00:00:00.0000000Z 1 - - -|A 2026-06-01T00:00:00.5000000Z 1 - - -"
            },
            {
                """[{"sensor":"A","observedAt":"2026-06-01t00:00:00z","depthMm":1},{"sensor":"A","observedAt":"2026-05-31T20:00:00-0400","depthMm":1}]""",
                "A 2026-06-01T00:00:00.0000000Z 1 - - -|A 2026-06-01T00:00:00.0000000Z 1 - - -"
            },
            {
                """[{"sensor":"A","observedAt":"2026-06-01T08:00:00\u002B0800","depthMm":1},{"sensor":"A","observedAt":"2026-06-01T08:00\u002B08:00","depthMm":1}]""",
                "A 2026-06-01T00:00:00.0000000Z 1 - - -|A 2026-06-01T00:00:00.0000000Z 1 - - -"
            },
            {
                """[{"sensor":"A","observedAt":1780272000,"depthMm":1},{"sensor":"A","observedAt":1780272000.25,"depthMm":1}]""",
                "A 2026-06-01T00:00:00.0000000Z 1 - - -|A 2026-06-01T00:00:00.2500000Z 1 - - -"
            },
            {
                """[{"sensor":"A","observedAt":"1780272000","depthMm":1},{"sensor":"A","observedAt":1.780272e12,"depthMm":1}]""",
                "A 2026-06-01T00:00:00.0000000Z 1 - - -|A 2026-06-01T00:00:00.0000000Z 1 - - -"
            },
        };

    /// <summary>Payload, then the reason and a word of the detail.</summary>
    public static TheoryData<string, string, string> NoReadings { get; } =
        new()
        {
            { "", RejectionReason.NotJson, "JSON" },
            { "   ", RejectionReason.NotJson, "JSON" },
            { "{", RejectionReason.NotJson, "JSON" },
            { """{"sensor":"A","observedAt":0,"depthMm":1} x""", RejectionReason.NotJson, "JSON" },
            { """[{"sensor":"A","observedAt":0,"depthMm":1},{"sensor":"B","obs""", RejectionReason.NotJson, "JSON" },
            { """{"sensor":"A","observedAt":0,"depthMm":01}""", RejectionReason.NotJson, "JSON" },
            { """{"a":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}""", RejectionReason.NotJson, "JSON" },
            { "7", RejectionReason.WrongShape, "object" },
            { "null", RejectionReason.WrongShape, "object" },
            { "[]", RejectionReason.WrongShape, "empty" },
            { """[{"sensor":"A","observedAt":0,"depthMm":1},7]""", RejectionReason.WrongShape, "object" },
            { "{}", RejectionReason.MissingField, "sensor" },
            { """{"sensor":"A","depthMm":1}""", RejectionReason.MissingField, "observedAt" },
            { """{"sensor":"A","observedAt":0}""", RejectionReason.MissingField, "depthMm" },
            { """{"Sensor":"A","observedAt":0,"depthMm":1}""", RejectionReason.MissingField, "sensor" },
            { """{"sensor":null,"observedAt":0,"depthMm":1}""", RejectionReason.WrongType, "sensor" },
            { """{"sensor":7,"observedAt":0,"depthMm":1}""", RejectionReason.WrongType, "sensor" },
            { """{"sensor":"","observedAt":0,"depthMm":1}""", RejectionReason.WrongType, "sensor" },
            { """{"sensor":"\ud800","observedAt":0,"depthMm":1}""", RejectionReason.WrongType, "sensor" },
            {
                $$"""{"sensor":"{{new string('A', 65)}}","observedAt":0,"depthMm":1}""",
                RejectionReason.WrongType,
                "sensor"
            },
            {
                """{"sensor":"A","observedAt":"2026-06-01T08:00:00","depthMm":1}""",
                RejectionReason.WrongType,
                "observedAt"
            },
            { """{"sensor":"A","observedAt":"2026-06-01","depthMm":1}""", RejectionReason.WrongType, "observedAt" },
            {
                """{"sensor":"A","observedAt":"yesterday at noon","depthMm":1}""",
                RejectionReason.WrongType,
                "observedAt"
            },
            { """{"sensor":"A","observedAt":1.5,"depthMm":1}""", RejectionReason.WrongType, "observedAt" },
            {
                """{"sensor":"A","observedAt":99999999999999999,"depthMm":1}""",
                RejectionReason.WrongType,
                "observedAt"
            },
            { """{"sensor":"A","observedAt":[],"depthMm":1}""", RejectionReason.WrongType, "observedAt" },
            { """{"sensor":"A","observedAt":0,"depthMm":1.5}""", RejectionReason.WrongType, "depthMm" },
            {
                """{"sensor":"A","observedAt":0,"depthMm":13.2}""",
                RejectionReason.WrongType,
                "13.2 came; if it is in centimetres or metres, send millimetres"
            },
            { """{"sensor":"A","observedAt":0,"depthMm":"1 mm"}""", RejectionReason.WrongType, "\"1 mm\" came" },
            { """{"sensor":"A","observedAt":0,"depthMm":"13,2"}""", RejectionReason.WrongType, "\"13,2\" came" },
            { """{"sensor":"A","observedAt":0,"depthMm":""}""", RejectionReason.WrongType, "\"\" came" },
            { """{"sensor":"A","observedAt":0,"depthMm":true}""", RejectionReason.WrongType, "true came" },
            { """{"sensor":"A","observedAt":0,"depthMm":null}""", RejectionReason.WrongType, "null came" },
            {
                """{"sensor":"A","observedAt":0,"depthMm":1,"batteryMv":3.61}""",
                RejectionReason.WrongType,
                "millivolts; 3.61 came; if it is in volts, send 1000 times as much"
            },
            {
                """{"sensor":"A","observedAt":"2026-06-01 08:00:00","depthMm":1}""",
                RejectionReason.WrongType,
                "its offset is missing, such as +08:00 or Z"
            },
            {
                """{"sensor":"A","observedAt":"20260601080000","depthMm":1}""",
                RejectionReason.WrongType,
                "\"20260601080000\" came"
            },
            {
                """{"sensor":"A","observedAt":"2026-06-01T08:00:00+8","depthMm":1}""",
                RejectionReason.WrongType,
                "+8\" came"
            },
            { """{"sensor":"A","observedAt":0,"depthMm":99999999999}""", RejectionReason.WrongType, "depthMm" },
            {
                """{"sensor":"A","observedAt":0,"depthMm":1,"batteryMv":"full"}""",
                RejectionReason.WrongType,
                "batteryMv"
            },
            { """{"sensor":"A","observedAt":0,"depthMm":1,"rssiDbm":{}}""", RejectionReason.WrongType, "rssiDbm" },
            { """{"sensor":"A","observedAt":0,"depthMm":1,"seq":1.5}""", RejectionReason.WrongType, "seq" },
            { """{"sensor":"A","observedAt":0,"depthMm":1,"tiltDeg":"steep"}""", RejectionReason.WrongType, "tiltDeg" },
            { """{"sensor":"A","observedAt":0,"depthMm":1,"tiltDeg":-1}""", RejectionReason.WrongType, "tiltDeg" },
        };

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_payload_means_these_readings(string payload, string expected)
    {
        var parts = new List<DecodedReading>();

        Assert.Null(ReadingDecoder.Decode(Encoding.UTF8.GetBytes(payload), parts));

        Assert.Equal(expected, string.Join('|', parts.Select(Words)));
    }

    [Theory]
    [MemberData(nameof(NoReadings))]
    public void A_payload_that_is_no_reading_says_why(string payload, string reason, string word)
    {
        var parts = new List<DecodedReading>();

        var failure = ReadingDecoder.Decode(Encoding.UTF8.GetBytes(payload), parts) ?? parts.Single().Failure;

        Assert.NotNull(failure);
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(word, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_parts_are_taken_and_one_more_is_not()
    {
        var parts = new List<DecodedReading>();

        Assert.Null(ReadingDecoder.Decode(Parts(1000), parts));
        Assert.Equal(1000, parts.Count);
        Assert.Equal(RejectionReason.TooManyParts, ReadingDecoder.Decode(Parts(1001), parts)?.Reason);
        Assert.Equal(1000, parts.Count);

        static byte[] Parts(int count) =>
            Encoding.UTF8.GetBytes(
                $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"sensor":"A","observedAt":{{i}},"depthMm":1}"""))}]"
            );
    }

    [Theory]
    [InlineData("""{"sensor":"A","observedAt":0,"depthMm":1,"tiltDeg":22.5}""", 22.5)]
    [InlineData("""{"sensor":"A","observedAt":0,"depthMm":1,"tiltDeg":null}""", null)]
    [InlineData("""{"sensor":"A","observedAt":0,"depthMm":1}""", null)]
    public void A_tilt_is_read_where_it_is_sent(string payload, double? degrees)
    {
        var parts = new List<DecodedReading>();

        Assert.Null(ReadingDecoder.Decode(Encoding.UTF8.GetBytes(payload), parts));

        Assert.Equal((degrees, null), (parts.Single().Fields.Number(ReadingFields.TiltDeg), parts.Single().Failure));
    }

    [Fact]
    public void A_part_keeps_its_bytes_as_they_came()
    {
        var parts = new List<DecodedReading>();

        ReadingDecoder.Decode("""[ {"sensor":"A", "observedAt":"?"} ,{"b":1}]"""u8.ToArray(), parts);

        Assert.Equal(
            ["""{"sensor":"A", "observedAt":"?"}""", """{"b":1}"""],
            parts.Select(part => Encoding.UTF8.GetString(part.Payload.Span))
        );
    }

    [Fact]
    public void A_broken_part_does_not_spoil_its_neighbours()
    {
        var parts = new List<DecodedReading>();

        ReadingDecoder.Decode(
            """[{"sensor":"A","observedAt":{"x":[0]},"depthMm":1},{"sensor":"B","observedAt":0,"depthMm":1}]"""u8.ToArray(),
            parts
        );

        Assert.Equal([RejectionReason.WrongType, null], parts.Select(part => part.Failure?.Reason));
    }

    private static string Words(DecodedReading part) =>
        string.Join(
            ' ',
            Encoding.UTF8.GetString(part.Sensor.Span),
            new DateTime(part.ObservedTicks, DateTimeKind.Utc).ToString("O"),
            part.DepthMm,
            Or("seq", part),
            Or("batteryMv", part),
            Or("rssiDbm", part)
        );

    private static string Or(string field, DecodedReading part) =>
        part.Fields.Whole(ReadingFields.All.Single(f => f.Name == field))?.ToString(CultureInfo.InvariantCulture)
        ?? "-";
}
