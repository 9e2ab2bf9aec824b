using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <param name="Id">Lower-case letters, digits and hyphens; its MQTT user name and topic level.</param>
public sealed record NewGatewayBody(string? Id, string? Name);

/// <param name="Secret">Its MQTT password and HTTP key; shown this once, kept nowhere.</param>
public sealed record GatewaySecret(string Id, string Secret);

/// <summary>Makes a gateway, or gives one a new secret.</summary>
internal static partial class AddGateway
{
    /// <summary>A month: who can't get to a device within it can't get to it.</summary>
    internal const int MaxOverlapHours = 744;

    public static async Task<IResult> RunAsync(
        NewGatewayBody body,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (body.Id is not { } id || !GatewayId().IsMatch(id) || id == "alerts")
        {
            return Problems.FieldInvalid.With(
                "id has 2 to 63 lower-case letters, digits and hyphens, and is not alerts.",
                ("field", "id")
            );
        }

        var name = InputText.Clean(body.Name) ?? id;
        if (InputText.TooLong(name, 100, "name") is { } tooLong)
        {
            return tooLong.Answer();
        }

        var secret = NewSecret();
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            insert into gateway (id, name, secret_sha256, created_at) values (@id, @name, @secret, @now)
            on conflict on constraint gateway_pk do nothing
            """,
            connection
        ).With("id", id).With("name", name).With("secret", Hash(secret)).With("now", time.GetUtcNow());
        return await command.ExecuteNonQueryAsync(ct) == 1
            ? TypedResults.Created($"/api/v1/gateways/{id}", new GatewaySecret(id, secret))
            : Problems.Conflict.With($"There is a gateway {id} already.");
    }

    /// <param name="overlapHours">How long the secret so far is taken as well; 0 ends it now.</param>
    public static async Task<IResult> NewSecretAsync(
        string id,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct,
        int overlapHours = 0
    )
    {
        if (overlapHours is < 0 or > MaxOverlapHours)
        {
            return Problems.FieldInvalid.With(
                $"overlapHours is from 0 to {MaxOverlapHours}.",
                ("field", "overlapHours")
            );
        }

        return await RotateAsync(id, TimeSpan.FromHours(overlapHours), database, time, ct) is { } secret
            ? TypedResults.Ok(new GatewaySecret(id, secret))
            : ListGateways.NotFound(id);
    }

    /// <summary>
    /// Connections made with the secret so far are closed when it is not taken any more; the one before that ends at
    /// once.
    /// </summary>
    /// <returns>The new secret; null where there is no such gateway.</returns>
    internal static async Task<string?> RotateAsync(
        string id,
        TimeSpan overlap,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var secret = NewSecret();
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            update gateway set secret_sha256 = @secret, former_secret_until = @until,
              former_secret_sha256 = case when @until is not null then secret_sha256 end
            where id = @id
            """,
            connection
        ).With("id", id).With("secret", Hash(secret)).With<DateTimeOffset?>("until", overlap > TimeSpan.Zero ? time.GetUtcNow() + overlap : null);
        return await command.ExecuteNonQueryAsync(ct) == 1 ? secret : null;
    }

    /// <summary>A secret of 192 random bits: what is stored is its SHA-256.</summary>
    internal static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,62}$")]
    private static partial Regex GatewayId();
}
