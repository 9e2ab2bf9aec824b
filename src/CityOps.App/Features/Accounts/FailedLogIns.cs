using System.Net;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Log-ins that failed, for the audit log: the first of a name is a line at once, what follows within the same minute
/// is one line more with its number. An address that tries many names is one for all of them, and beyond twenty such in
/// a minute the rest is one line: whoever guesses fills no disk.
/// </summary>
public sealed class FailedLogIns(NpgsqlDataSource database, TimeProvider time, ILogger<FailedLogIns> logger)
    : BackgroundService
{
    private const int MaxTallies = 20;
    private const int NamesOfNetwork = 5;
    private const int MaxNetworks = 10_000;
    private const int MaxNamed = 20;
    private const int MaxNameLength = 60;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Action, string Of), Tally> _tallies = [];
    private readonly Dictionary<string, HashSet<string>> _namesOfNetworks = [];

    /// <param name="action">session.failed, session.refused or session.locked_out.</param>
    /// <param name="login">As it was typed.</param>
    public async Task NoteAsync(string action, string login, HttpContext http, CancellationToken ct)
    {
        var typed = InputText.Clean(login) ?? "";
        var name = typed.Length <= MaxNameLength ? typed : typed[..MaxNameLength];
        var network = NetworkOf(http.Connection.RemoteIpAddress);
        Tally? first;
        lock (_lock)
        {
            first = Add(action, name, network, AuditCalls.Of(http).Agent);
        }

        if (first is not null)
        {
            await WriteAsync([first], ct);
        }
    }

    /// <summary>Writes what was only counted since the last time.</summary>
    internal async Task FlushAsync(CancellationToken ct)
    {
        List<Tally> counted;
        lock (_lock)
        {
            counted = [.. _tallies.Values.Where(tally => tally.Count > 0)];
            _tallies.Clear();
            _namesOfNetworks.Clear();
        }

        if (counted.Count > 0)
        {
            await WriteAsync(counted, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Minute, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await TryFlushAsync();
        }
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync(CancellationToken.None);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            logger.LogError(problem, "Failed log-ins of a minute are missing in the audit log");
        }
    }

    /// <returns>What to write at once; null when it is counted for later.</returns>
    private Tally? Add(string action, string name, string network, string? agent)
    {
        var key = (action, KeyOf(name, network));
        if (!_tallies.TryGetValue(key, out var tally))
        {
            if (_tallies.Count < MaxTallies)
            {
                _tallies.Add(key, new(action, agent));
                return new Tally(action, agent).And(name, network);
            }

            key = (action, "");
            if (!_tallies.TryGetValue(key, out tally))
            {
                _tallies.Add(key, tally = new(action, null));
            }
        }

        tally.And(name, network);
        return null;
    }

    private string KeyOf(string name, string network)
    {
        if (!_namesOfNetworks.TryGetValue(network, out var names))
        {
            if (_namesOfNetworks.Count == MaxNetworks)
            {
                return "";
            }

            names = _namesOfNetworks[network] = [];
        }

        return names.Contains(name) || (names.Count < NamesOfNetwork && names.Add(name))
            ? $"name {name}"
            : $"network {network}";
    }

    private async Task WriteAsync(IReadOnlyList<Tally> tallies, CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/audit/add_failed"))
            .With<string[]>("actions", [.. tallies.Select(tally => tally.Action)])
            .With<string[]>("names", [.. tallies.Select(tally => JsonSerializer.Serialize(tally.Names))])
            .With<string[]>("addresses", [.. tallies.Select(tally => JsonSerializer.Serialize(tally.Networks))])
            .With<int[]>("counts", [.. tallies.Select(tally => tally.Count)])
            .With<string[]>("agents", [.. tallies.Select(tally => tally.Agent ?? "")]);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string NetworkOf(IPAddress? address) =>
        AddressNetwork.Of(address) is not { } network ? ""
        : network.IsIPv4MappedToIPv6 ? network.MapToIPv4().ToString()
        : $"{network}/64";

    /// <summary>Log-ins that are told together.</summary>
    private sealed class Tally(string action, string? agent)
    {
        public string Action => action;

        public string? Agent => agent;

        public HashSet<string> Names { get; } = [];

        public HashSet<string> Networks { get; } = [];

        public int Count { get; private set; }

        public Tally And(string name, string network)
        {
            Count++;
            _ = Names.Count < MaxNamed && Names.Add(name);
            _ = Networks.Count < MaxNamed && Networks.Add(network);
            return this;
        }
    }
}
