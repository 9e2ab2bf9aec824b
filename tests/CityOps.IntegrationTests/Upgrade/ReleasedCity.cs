using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Citizens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Upgrade;

/// <summary>The city of an earlier release beside the tests, and the day on which both versions are asked.</summary>
internal static class ReleasedCity
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static DateTimeOffset AskedAt { get; } = new(2026, 6, 15, 10, 0, 0, TimeSpan.FromHours(8));

    public static string Dump => Path.Combine(Folder, "released.dump");

    public static string Answers => Path.Combine(Folder, "released.json");

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Upgrade");

    public static async Task<JsonObject> ReadAnswersAsync(CancellationToken ct) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Answers, ct))!.AsObject();

    /// <summary>Metrics that have another definition since, with the reason and what they answer now.</summary>
    public static async Task<JsonObject> ReadRedefinedAsync(CancellationToken ct) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "redefined.json"), ct))!.AsObject();

    public static string Write(JsonObject answers) => answers.ToJsonString(Readable) + "\n";

    public static void Configure(WebApplicationBuilder builder, TimeProvider clock)
    {
        builder.Services.AddSingleton(clock);
        builder.Services.Configure<ToiletOptions>(options =>
        {
            options.FeedbackPerAddressAndHour = 10_000;
            options.FeedbackPerToiletAndHour = 10_000;
        });
    }
}
