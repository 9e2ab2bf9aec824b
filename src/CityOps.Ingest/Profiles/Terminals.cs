using System.Collections.Frozen;
using System.Text;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Profiles;

/// <summary>
/// Keeps the terminals and their compiled profiles in memory, as <see cref="GatewayDirectory"/> does with gateways and
/// sensors. A profile is compiled when its text changes.
/// </summary>
internal sealed class Terminals(NpgsqlDataSource database, TimeProvider time, ILogger<Terminals> logger)
    : DirectoryCopy(database, time)
{
    private Dictionary<string, ProfileReader?> _compiled = [];
    private FrozenDictionary<string, Terminal> _terminals = FrozenDictionary<string, Terminal>.Empty;

    private sealed record TerminalRow(
        string GatewayId,
        string ProfileCode,
        string? Device,
        string? PushStyle,
        string? PushToken,
        string[] Numbers,
        string[] Sensors,
        int[] ZerosMm
    );

    private sealed record ProfileRow(string Code, string Definition);

    /// <summary>The gateway's terminal as last read; null where it speaks no format of its own.</summary>
    public Terminal? Of(string gatewayId) => _terminals.GetValueOrDefault(gatewayId);

    /// <summary>
    /// The same for one that may just have been entered: read anew when the last reading is over a second old. Throws
    /// while the database is away and nothing is known yet.
    /// </summary>
    public async ValueTask<Terminal?> FindAsync(string gatewayId, CancellationToken cancellationToken)
    {
        if (Of(gatewayId) is { } known)
        {
            return known;
        }

        await RefreshAsync(cancellationToken);
        return Of(gatewayId);
    }

    /// <inheritdoc />
    protected override async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var profiles = new NpgsqlCommand(
            "select code, definition::text as definition from payload_profile",
            connection
        );
        var own = (await profiles.ListAsync<ProfileRow>(cancellationToken)).ToDictionary(
            row => row.Code,
            row => row.Definition
        );
        await using var command = new NpgsqlCommand(Sql.File("terminals"), connection);
        var rows = await command.ListAsync<TerminalRow>(cancellationToken);
        var compiled = new Dictionary<string, ProfileReader?>();
        _terminals = rows.ToFrozenDictionary(row => row.GatewayId, row => Make(row, own, compiled));
        _compiled = compiled;
    }

    /// <inheritdoc />
    protected override void Failed(Exception problem) =>
        logger.LogWarning("The terminals can't be read now and will be later: {Error}", problem.Message);

    private Terminal Make(TerminalRow row, Dictionary<string, string> own, Dictionary<string, ProfileReader?> compiled)
    {
        var definition = own.GetValueOrDefault(row.ProfileCode) ?? ShippedProfiles.Find(row.ProfileCode)?.Definition;
        var profile = definition is null ? null : ProfileText.TryParse(definition);
        if (definition is not null && !compiled.TryGetValue(definition, out var reader))
        {
            reader = compiled[definition] = _compiled.TryGetValue(definition, out var before)
                ? before
                : Compile(row.ProfileCode, profile);
        }
        else
        {
            reader = definition is null ? null : compiled[definition];
        }

        return new Terminal(
            row.GatewayId,
            row.ProfileCode,
            reader,
            profile?.Topic,
            row.Device,
            row.Numbers.Select(
                (number, i) => (number, new TerminalSensor(Encoding.UTF8.GetBytes(row.Sensors[i]), row.ZerosMm[i]))
            )
        )
        {
            Push = row.PushStyle is null ? null : new PushDoor(row.PushStyle, row.PushToken ?? ""),
        };
    }

    private ProfileReader? Compile(string code, PayloadProfile? profile)
    {
        if (profile is null)
        {
            logger.LogError("Payload profile {Code} is not readable; its terminals are refused as no_profile", code);
            return null;
        }

        var (reader, problem) = ProfileReader.Compile(profile);
        if (problem is not null)
        {
            logger.LogError(
                "Payload profile {Code} cannot be used: {Where}: {Detail}",
                code,
                problem.Where,
                problem.Detail
            );
        }

        return reader;
    }
}
