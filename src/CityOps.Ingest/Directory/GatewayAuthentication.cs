using System.Security.Cryptography;

namespace CityOps.Ingest.Directory;

/// <summary>What a gateway's name and secret are worth.</summary>
/// <param name="IsRight">The gateway exists and this is its secret; it may be disabled all the same.</param>
/// <param name="Gateway">Set when it is right.</param>
internal readonly record struct GatewayProof(bool IsRight, Gateway? Gateway);

/// <summary>Knows a gateway by its id and secret, for MQTT's CONNECT and HTTP's Basic alike.</summary>
internal sealed class GatewayAuthentication(GatewayDirectory directory, TimeProvider time)
{
    private static readonly Gateway Nobody = new("", new byte[SHA256.HashSizeInBytes], Disabled: true);

    /// <summary>
    /// Compares in the same time whether the gateway exists or not. Throws while the database is away and the gateways
    /// were never read.
    /// </summary>
    public async ValueTask<GatewayProof> AuthenticateAsync(
        string? id,
        ReadOnlyMemory<byte> secret,
        CancellationToken cancellationToken
    )
    {
        var gateway = string.IsNullOrEmpty(id) ? null : await directory.FindGatewayAsync(id, cancellationToken);
        var sha256 = SHA256.HashData(secret.Span);
        var isRight = (gateway ?? Nobody).Takes(sha256, time.GetUtcNow());
        return isRight && gateway is not null ? new GatewayProof(true, gateway with { ProvedBy = sha256 }) : default;
    }

    /// <summary>A gateway by its id.</summary>
    public Task<Gateway?> FindAsync(string id, CancellationToken cancellationToken) =>
        directory.FindGatewayAsync(id, cancellationToken);
}
