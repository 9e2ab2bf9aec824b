using System.Text;
using CityOps.Ingest.Profiles;

namespace CityOps.UnitTests.Ingest.Profiles;

/// <summary>What a profile can say, and what it says of what it cannot read.</summary>
public sealed class ProfileReaderTests
{
    private static readonly DateTimeOffset Received = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("epoch", null, "1780272000", "2026-06-01T00:00:00Z")]
    [InlineData("epoch", null, "\"1780272000\"", "2026-06-01T00:00:00Z")]
    [InlineData("epoch", null, "1780272000123", "2026-06-01T00:00:00.123Z")]
    [InlineData("epochMilliseconds", null, "1780272000", "1970-01-21T14:31:12Z")]
    [InlineData("epochSeconds", null, "1780272000.5", "2026-06-01T00:00:00.500Z")]
    [InlineData("iso", null, "\"2026-06-01T08:00:00+08:00\"", "2026-06-01T00:00:00Z")]
    [InlineData("iso", null, "\"2026-06-01 08:00:00.25 +0800\"", "2026-06-01T00:00:00.250Z")]
    [InlineData("local", "+08:00", "\"2026-06-01 08:00:00\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "+08:00", "\"2026-6-1 8:0:0\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "+08:00", "\"2026/06/01 08:00\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "+08:00", "\"2026年6月1日8时0分30秒\"", "2026-06-01T00:00:30Z")]
    [InlineData("local", "+08:00", "\"20260601080000\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "+08:00", "20260601080000", "2026-06-01T00:00:00Z")]
    [InlineData("local", "+08:00", "\"260601080000\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "+08:00", "\"20260601T080000Z\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "Z", "\"20260601T080000Z\"", "2026-06-01T08:00:00Z")]
    [InlineData("local", "Asia/Shanghai", "\"2026-06-01 08:00:00\"", "2026-06-01T00:00:00Z")]
    [InlineData("local", "-03:30", "\"2026-06-01 08:00:00\"", "2026-06-01T11:30:00Z")]
    [InlineData("received", null, "0", "2026-06-01T00:00:00Z")]
    public void A_time_is_read_as_the_profile_says(string kind, string? zone, string time, string expected)
    {
        var reading = One(new() { Time = Time(kind, zone), Level = Level() }, $$"""{"t":{{time}},"l":1}""");

        Assert.Null(reading.Refusal);
        Assert.Equal(DateTimeOffset.Parse(expected, null), reading.ObservedAt);
    }

    [Theory]
    [InlineData("epoch", null, "\"08:00\"", "time: t must be seconds or milliseconds since 1970; \"08:00\" came")]
    [InlineData("epoch", null, "-5", "time: t must be seconds or milliseconds since 1970; \"-5\" came")]
    [InlineData("epoch", null, "1e300", "time: t must be seconds or milliseconds since 1970; \"1e300\" came")]
    [InlineData(
        "iso",
        null,
        "\"2026-06-01T08:00:00\"",
        "time: t must be a time with an offset; \"2026-06-01T08:00:00\" came"
    )]
    [InlineData(
        "local",
        "+08:00",
        "\"2026-02-30 08:00:00\"",
        "time: t must be a time of +08:00 such as 2026-06-01 08:00:00; \"2026-02-30 08:00:00\" came"
    )]
    [InlineData(
        "local",
        "+08:00",
        "1780272000",
        "time: t must be a time of +08:00 such as 2026-06-01 08:00:00; \"1780272000\" came"
    )]
    [InlineData("epoch", null, "null", "time: t is null or says that there is no time")]
    [InlineData("epoch", null, "{}", "time: t must be a number or a text; an object came")]
    public void A_time_that_is_none_is_refused_with_what_came(string kind, string? zone, string time, string detail)
    {
        var reading = One(new() { Time = Time(kind, zone), Level = Level() }, $$"""{"t":{{time}},"l":1}""");

        Assert.Equal(detail, reading.Refusal?.Detail);
        Assert.Equal("t", reading.Refusal?.Path);
    }

    [Theory]
    [InlineData("""{"path":"l","unit":"mm"}""", "132", 132)]
    [InlineData("""{"path":"l","unit":"cm"}""", "\"13.24\"", 132)]
    [InlineData("""{"path":"l","unit":"m"}""", "1.3205", 1321)]
    [InlineData("""{"path":"l","unit":"mm","scale":0.1,"offset":2}""", "1300", 132)]
    [InlineData("""{"path":"l","unit":"cm","part":1}""", "\"3, 4.5 ,21\"", 45)]
    [InlineData("""{"path":"l","unit":"cm","part":1,"separator":"|"}""", "\"3|4.5|21\"", 45)]
    [InlineData("""{"path":"l","unit":"mm","measures":"distance"}""", "2600", -2600)]
    [InlineData("""{"path":"l","unit":"mm","bits":"4-11"}""", "4660", 35)]
    [InlineData("""{"path":"l|json.x","unit":"mm"}""", "\"{\\\"x\\\":7}\"", 7)]
    [InlineData("""{"path":"l[-1].x","unit":"mm"}""", """[{"x":1},{"x":2}]""", 2)]
    [InlineData("""{"path":"l[k=b].x","unit":"mm"}""", """[{"k":"a","x":1},{"k":"b","x":2}]""", 2)]
    [InlineData("""{"path":"l[k=7].x","unit":"mm"}""", """[{"k":6,"x":1},{"k":7,"x":2}]""", 2)]
    [InlineData("""{"path":"l[\"a.b\"]","unit":"mm"}""", """{"a.b":9}""", 9)]
    [InlineData("""{"path":"l|base64|json.x","unit":"mm"}""", "\"eyJ4Ijo4fQ==\"", 8)]
    public void A_level_becomes_millimetres(string level, string value, int depthMm)
    {
        var (profile, problem) = ProfileText.Read($$"""{"time":{"as":"received"},"level":{{level}}}""");
        Assert.Null(problem);

        var reading = One(profile!, $$"""{"l":{{value}}}""");

        Assert.True(reading.Refusal is null, reading.Refusal?.Detail);
        Assert.Equal(depthMm, reading.DepthMm);
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""", "level: l is missing; there are a", "missing_field")]
    [InlineData("""{"l":"high"}""", "level: l must be a number; \"high\" came", "wrong_type")]
    [InlineData("""{"l":[1]}""", "level: l must be a number or a text; an array came", "wrong_type")]
    [InlineData("""{"l":1e12}""", "level: l is 1000000000000", "out_of_range")]
    [InlineData("""7""", "level: l is missing in 7", "missing_field")]
    public void A_level_that_is_none_is_refused_by_its_path(string message, string detail, string reason)
    {
        var reading = One(new() { Time = Time("received", null), Level = Level() }, message);

        Assert.Equal((reason, detail, "l"), (reading.Refusal!.Reason, reading.Refusal.Detail, reading.Refusal.Path));
    }

    [Fact]
    public void A_level_that_the_terminal_says_it_has_not_is_passed_over()
    {
        var profile = new PayloadProfile
        {
            Time = Time("received", null),
            Level = Level() with { Missing = ["-1", "N/A"] },
        };

        Assert.Equal(1, Run(profile, """{"l":null}""").PassedOver);
        Assert.Equal(1, Run(profile, """{"l":-1}""").PassedOver);
        Assert.Equal(1, Run(profile, """{"l":"N/A"}""").PassedOver);
        Assert.Empty(Run(profile, """{"l":-1}""").Readings);
    }

    [Fact]
    public void A_field_that_cannot_be_read_is_left_out_and_the_reading_counts()
    {
        var profile = new PayloadProfile
        {
            Time = Time("received", null),
            Level = Level(),
            Fields = new Dictionary<string, ProfileValue>
            {
                ["batteryMv"] = new() { Path = "v", Scale = 1000 },
                ["rssiDbm"] = new()
                {
                    Path = "csq",
                    Scale = 2,
                    Offset = -113,
                },
                ["tiltDeg"] = new()
                {
                    Path = "status",
                    Bits = "2",
                    Scale = 90,
                },
            },
        };

        var reading = One(profile, """{"l":5,"v":"low","csq":20,"status":"6"}""");

        Assert.Null(reading.Refusal);
        Assert.Equal((-73, 90), (reading.Fields["rssiDbm"], reading.Fields["tiltDeg"]));
        Assert.Equal("fields.batteryMv: v must be a number; \"low\" came", Assert.Single(reading.Unread).Detail);
    }

    [Fact]
    public void JSON_as_devices_write_it_is_read()
    {
        var profile = new PayloadProfile { Time = Time("received", null), Level = Level() };

        Assert.Equal(5, One(profile, "\uFEFF{\"l\":5,}\0").DepthMm);
        Assert.Equal("not_json", Run(profile, "{\"l\":5").Refusal?.Reason);
        Assert.Equal("not_json", Run(profile, "").Refusal?.Reason);
    }

    [Theory]
    [InlineData("AB", "0102", 258)]
    [InlineData("BA", "0102", 513)]
    public void A_word_is_read_in_its_order(string order, string hex, int depthMm) =>
        Assert.Equal(
            depthMm,
            OfFrame(
                new()
                {
                    At = 0,
                    Type = "u16",
                    Order = order,
                    Unit = "mm",
                },
                hex
            ).DepthMm
        );

    [Theory]
    [InlineData("f32", "ABCD", "43040000", 132)]
    [InlineData("f32", "CDAB", "00004304", 132)]
    [InlineData("f32", "DCBA", "00000443", 132)]
    [InlineData("f32", "BADC", "04430000", 132)]
    [InlineData("i32", "ABCD", "FFFFFF7C", -132)]
    [InlineData("u32", null, "00000084", 132)]
    public void A_double_word_is_read_in_its_order(string type, string? order, string hex, int depthMm) =>
        Assert.Equal(
            depthMm,
            OfFrame(
                new()
                {
                    At = 0,
                    Type = type,
                    Order = order,
                    Unit = "mm",
                },
                hex
            ).DepthMm
        );

    [Theory]
    [InlineData("i8", null, 0, "84", -124)]
    [InlineData("u8", null, -1, "0084", 132)]
    [InlineData("bcd", 2, 0, "0132", 132)]
    public void A_byte_is_read_at_its_offset(string type, int? length, int at, string hex, int depthMm) =>
        Assert.Equal(
            depthMm,
            OfFrame(
                new()
                {
                    At = at,
                    Type = type,
                    Length = length,
                    Unit = "mm",
                },
                hex
            ).DepthMm
        );

    [Fact]
    public void A_frame_that_is_too_short_is_refused_with_its_bytes()
    {
        var reading = OfFrame(
            new()
            {
                At = 3,
                Type = "u16",
                Unit = "mm",
            },
            "01030201"
        );

        Assert.Equal("level: u16 at 3, 2 bytes cannot be read from 4 bytes 01030201", reading.Refusal?.Detail);
    }

    [Fact]
    public void NaN_in_a_frame_is_no_level() =>
        Assert.Equal(
            "wrong_type",
            OfFrame(
                new()
                {
                    At = 0,
                    Type = "f32",
                    Unit = "mm",
                },
                "7FC00000"
            ).Refusal?.Reason
        );

    [Theory]
    [InlineData("""{"time":{"as":"received"}}""", "level")]
    [InlineData("""{"level":{"path":"l","unit":"mm"}}""", "time.as")]
    [InlineData("""{"time":{"as":"local","path":"t"},"level":{"path":"l","unit":"mm"}}""", "time.zone")]
    [InlineData(
        """{"time":{"as":"local","path":"t","zone":"Mars/Olympus"},"level":{"path":"l","unit":"mm"}}""",
        "time.zone"
    )]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l"}}""", "level.unit")]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l[*]","unit":"mm"}}""", "level.path")]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l[","unit":"mm"}}""", "level.path")]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l|gzip","unit":"mm"}}""", "level.path")]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l","at":1,"unit":"mm"}}""", "level")]
    [InlineData("""{"time":{"as":"received"},"level":{"at":1,"type":"u16","unit":"mm"}}""", "level.at")]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l","unit":"mm","bits":"9-3"}}""", "level.bits")]
    [InlineData(
        """{"time":{"as":"received"},"level":{"path":"l","unit":"mm"},"fields":{"battery":{"path":"b"}}}""",
        "fields.battery"
    )]
    [InlineData("""{"time":{"as":"received"},"level":{"path":"l","unit":"mm"},"topic":"a/#"}""", "topic")]
    [InlineData(
        """{"time":{"as":"received"},"level":{"path":"l","unit":"mm"},"topic":"cityops/v1/x/readings"}""",
        "topic"
    )]
    [InlineData(
        """{"time":{"as":"received"},"level":{"at":0,"type":"u16","unit":"mm"},"frame":{}}""",
        "frame.encoding"
    )]
    [InlineData(
        """{"time":{"as":"received"},"level":{"path":"l","unit":"mm"},"frame":{"encoding":"hex"}}""",
        "level.path"
    )]
    [InlineData("""{"time":{"as":"received"},"lvel":{"path":"l","unit":"mm"}}""", "$.lvel")]
    public void A_profile_that_contradicts_itself_is_refused_by_its_member(string text, string where) =>
        Assert.Equal(where, ProfileText.Read(text).Problem?.Where);

    [Theory]
    [InlineData("/iotinfo/{device}", "861551056415409", "/iotinfo/861551056415409", true)]
    [InlineData("/iotinfo/{device}", "861551056415409", "/iotinfo/861551056415400", false)]
    [InlineData("/iotinfo/{device}", "861551056415409", "/iotinfo/861551056415409/x", false)]
    [InlineData("up/+/{device}", "a", "up/anything/a", true)]
    [InlineData("up/+/{device}", "a", "up/a", false)]
    [InlineData("/iotinfo/{device}", null, "/iotinfo/{device}", false)]
    public void A_topic_is_the_terminals_own(string pattern, string? device, string topic, bool isOwn) =>
        Assert.Equal(isOwn, TopicPattern.Of(pattern, device)?.Matches(topic) == true);

    private static TrialReading OfFrame(ProfileValue level, string hex) =>
        Assert.Single(
            Run(
                new()
                {
                    Frame = new() { Encoding = "binary" },
                    Time = Time("received", null),
                    Level = level,
                },
                Convert.FromHexString(hex)
            ).Readings
        );

    private static TrialReading One(PayloadProfile profile, string message) =>
        Assert.Single(Run(profile, message).Readings);

    private static TrialAnswer Run(PayloadProfile profile, string message) =>
        Run(profile, Encoding.UTF8.GetBytes(message));

    private static TrialAnswer Run(PayloadProfile profile, byte[] message)
    {
        var (answer, problem) = ProfileTrial.Run(profile, new TrialInput(message, Received));
        Assert.Null(problem);
        return answer!;
    }

    private static ProfileValue Level() => new() { Path = "l", Unit = "mm" };

    private static ProfileTime Time(string kind, string? zone) =>
        new()
        {
            As = kind,
            Zone = zone,
            Path = kind == "received" ? null : "t",
        };
}
