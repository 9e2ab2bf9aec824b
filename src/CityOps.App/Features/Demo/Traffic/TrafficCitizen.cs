namespace CityOps.App.Features.Demo.Traffic;

/// <summary>Citizens who scan the code in one of the demo's toilets and say what they found.</summary>
internal sealed class TrafficCitizen(HttpClient http, Random random, TrafficOfficer guide)
{
    private List<string>? _codes;

    public async Task<string> StepAsync(CancellationToken ct)
    {
        var code = DemoSentences.Pick(_codes ??= await CodesAsync(ct), random);
        var kind = DemoSentences.AnyKind(random);
        using var answer = await http.PostAsJsonAsync(
            $"/api/v1/feedback/{code}",
            new
            {
                id = Guid.NewGuid(),
                kind,
                stars = kind == "praise" ? 5 : random.Next(1, 5),
                words = DemoSentences.Feedback(kind, random),
            },
            ct
        );
        await TrafficOfficer.ReadAsync(answer, ct);
        return $"{kind} at {code}";
    }

    /// <summary>The codes on the walls are the ends of the facilities' addresses; an officer may read the
    /// list.</summary>
    private async Task<List<string>> CodesAsync(CancellationToken ct)
    {
        var facilities = await guide.SendAsync(HttpMethod.Get, "/api/v1/facilities?type=toilet", null, ct);
        return
        [
            .. facilities
                .GetProperty("items")
                .EnumerateArray()
                .Where(facility => facility.TryGetProperty("qrUrl", out var url) && url.GetString() is not null)
                .Select(facility => facility.GetProperty("qrUrl").GetString()!.Split('/')[^1]),
        ];
    }
}
