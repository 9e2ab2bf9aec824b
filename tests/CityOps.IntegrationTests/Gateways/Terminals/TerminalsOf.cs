using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Gateways.Terminals;

/// <summary>An uplink hears of changes by a notification, moments later; a test that publishes at once asks it to look
/// now.</summary>
internal static class TerminalsOf
{
    public static Task SettleAsync(TestApp app, CancellationToken ct) =>
        app.Services.GetRequiredService<global::CityOps.Ingest.Profiles.Terminals>().LoadAsync(ct);
}
