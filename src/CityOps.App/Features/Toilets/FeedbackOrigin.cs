using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Http;
using Microsoft.AspNetCore.DataProtection;

namespace CityOps.App.Features.Toilets;

/// <summary>What is known of where a feedback comes from.</summary>
/// <param name="HasScanned">The page was opened by the facility's code before, or a kiosk with a right of its own sent
/// it.</param>
/// <param name="Network">A keyed hash, another one each day; null where it is not known.</param>
public sealed record FeedbackOrigin(bool HasScanned, byte[]? Network)
{
    private const int NetworkBytes = 8;

    /// <summary>A kiosk: a gateway that may send feedback.</summary>
    public static FeedbackOrigin Kiosk { get; } = new(true, null);

    internal static FeedbackOrigin Of(
        HttpContext http,
        ScanProof proof,
        PhoneKeyFile keys,
        Guid facility,
        string? scan,
        DateTimeOffset now
    )
    {
        var network = AddressNetwork.Of(http.Connection.RemoteIpAddress);
        return new(
            proof.IsOf(facility, scan),
            network is not null && keys.Read() is { Refusal: null, Value: var ring }
                ? ring.Hash(Encoding.ASCII.GetBytes($"network {CityTime.Day(now):yyyyMMdd} {network}"))[..NetworkBytes]
                : null
        );
    }
}

/// <summary>Tells that a page was opened by a facility's code: the page carries it and sends it along.</summary>
public sealed class ScanProof(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>What could not be sent for want of a network is sent later.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly IDataProtector _seal = protection.CreateProtector("CityOps.ScanProof.v1");

    public string For(Guid facility) =>
        _seal.Protect(string.Create(CultureInfo.InvariantCulture, $"{facility:N} {Seconds()}"));

    public bool IsOf(Guid facility, string? proof)
    {
        if (proof is not { Length: > 0 and < 1000 })
        {
            return false;
        }

        try
        {
            return _seal.Unprotect(proof).Split(' ') is [var of, var at]
                && of == $"{facility:N}"
                && long.TryParse(at, CultureInfo.InvariantCulture, out var seconds)
                && Seconds() - seconds <= Kept.TotalSeconds;
        }
        catch (CryptographicException)
        {
            return false; // not ours, or changed
        }
    }

    private long Seconds() => time.GetUtcNow().ToUnixTimeSeconds();
}
