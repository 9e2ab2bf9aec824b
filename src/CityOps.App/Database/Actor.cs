using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// Who changes something, for the audit log. It goes with the connection, as the setting cityops.actor, from where the
/// triggers of sql/functions/audit_log.sql take it: what a table's change says is written in its own transaction, by
/// one piece of SQL, and nobody who changes a row can forget it.
/// </summary>
/// <param name="Account">Null for a verb and for a stranger.</param>
/// <param name="Login">Of the account, or of the operating system's user; empty for a stranger.</param>
/// <param name="Agent">The browser, the phone app or the verb.</param>
public sealed record Actor(Guid? Account, string Login, string? Address, string? Agent)
{
    private static readonly AsyncLocal<Actor?> OfThisCall = new();

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Of the call under way, until the method that has set it returns; null where the process itself
    /// acts.</summary>
    public static Actor? Current
    {
        get => OfThisCall.Value;
        set => OfThisCall.Value = value;
    }

    internal static IInterceptor Interceptor { get; } = new Naming();

    /// <summary>The connection string of a process that acts as this throughout.</summary>
    public string In(string connectionString)
    {
        // a startup option is what RESET goes back to; blanks and backslashes end or escape there
        var value = JsonSerializer
            .Serialize(this, Json)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(" ", "\\ ", StringComparison.Ordinal);
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"{builder.Options} -c cityops.actor={value}".Trim();
        return builder.ConnectionString;
    }

    /// <summary>Tells the server who acts on this connection until it goes back to the pool.</summary>
    internal static async Task NameAsync(DbConnection connection, CancellationToken ct)
    {
        if (Current is { } actor)
        {
            await using var command = new NpgsqlCommand(
                "select set_config('cityops.actor', @actor, false)",
                (NpgsqlConnection)connection
            ).With("actor", JsonSerializer.Serialize(actor, Json));
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private sealed class Naming : DbConnectionInterceptor
    {
        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        ) => NameAsync(connection, cancellationToken);
    }
}

/// <summary>Connections beside a context's on which the caller changes what is audited.</summary>
public static class ActingConnection
{
    public static async Task<NpgsqlConnection> OpenActingAsync(this NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await Actor.NameAsync(connection, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
