namespace CityOps.Benchmarks.Ingest;

/// <summary>Connections of the load generator, one gateway each.</summary>
internal sealed class Loads(int connections, bool isProfiled = false) : IDisposable
{
    public List<MqttLoad> All { get; } =
    [.. Enumerable.Range(0, connections).Select(gateway => new MqttLoad(gateway, isProfiled: isProfiled))];

    public Task ConnectAsync(int port, CancellationToken ct) =>
        Task.WhenAll(All.Select(load => load.ConnectAsync(port, ct)));

    public void Dispose() => All.ForEach(load => load.Dispose());
}
