using System.Text.Json;
using CityOps.Ingest.Profiles;

namespace CityOps.UnitTests.Ingest.Profiles;

/// <summary>Each shipped profile reads the messages of its source to exactly what they say.</summary>
public sealed class ShippedProfileTests
{
    private static readonly DateTimeOffset Received = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Ids { get; } = [.. Payloads.All.Select(p => p.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_message_says_what_its_source_says(string id)
    {
        var payload = Payloads.Of(id);
        var answer = Read(payload);

        Assert.Equal(payload.GetProperty("passedOver").GetInt32(), answer.PassedOver);
        Assert.Equal(
            payload.TryGetProperty("refusal", out var refusal) ? Text(refusal, "reason") : null,
            answer.Refusal?.Reason
        );
        var means = payload.GetProperty("means").EnumerateArray().ToList();
        Assert.Equal(means.Count, answer.Readings.Count);
        Assert.All(means.Zip(answer.Readings), pair => AssertIs(pair.First, pair.Second));
    }

    [Fact]
    public void Every_shipped_profile_has_a_source_and_messages_that_it_reads_and_that_it_refuses_or_passes_over()
    {
        Assert.True(ShippedProfiles.All.Count >= 5);
        Assert.All(ShippedProfiles.All, profile =>
        {
            Assert.NotEmpty(profile.Source);
            Payloads.Shipped(profile.Code);
            var answers = Payloads
                .All.Where(p => p.GetProperty("profile").GetString() == profile.Code)
                .Select(Read)
                .ToList();
            Assert.Contains(answers, answer => answer.Readings.Any(reading => reading.Refusal is null));
            Assert.Contains(answers, answer =>
                answer.PassedOver > 0 || answer.Refusal is not null || answer.Readings.Any(r => r.Refusal is not null)
            );
        });
    }

    private static TrialAnswer Read(JsonElement payload)
    {
        List<TrialSensor>? sensors = payload.TryGetProperty("sensors", out var named)
            ?
            [
                .. named
                    .EnumerateArray()
                    .Select(s => new TrialSensor(
                        s.GetProperty("number").GetString()!,
                        s.GetProperty("sensor").GetString()!,
                        s.GetProperty("zeroMm").GetInt32()
                    )),
            ]
            : null;
        var (answer, problem) = ProfileTrial.Run(
            Payloads.Shipped(payload.GetProperty("profile").GetString()!),
            new TrialInput(Payloads.Bytes(payload), Received, sensors)
        );
        Assert.Null(problem);
        return answer!;
    }

    private static void AssertIs(JsonElement means, TrialReading reading)
    {
        Assert.Equal(Text(means, "reason"), reading.Refusal?.Reason);
        Assert.Equal(Text(means, "number"), reading.Number);
        if (reading.Refusal is { } refusal)
        {
            Assert.True(Text(means, "path") is null || Text(means, "path") == refusal.Path, refusal.ToString());
            return;
        }

        Assert.Equal(Text(means, "sensor"), reading.Sensor);
        Assert.Equal(means.GetProperty("observedAt").GetDateTimeOffset(), reading.ObservedAt);
        Assert.Equal(means.GetProperty("depthMm").GetInt32(), reading.DepthMm);
        var fields = means.TryGetProperty("fields", out var said)
            ? said.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetDouble())
            : [];
        Assert.Equal(fields.OrderBy(f => f.Key), reading.Fields.OrderBy(f => f.Key));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
