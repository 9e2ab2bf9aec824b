using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Profiles;
using CityOps.Ingest.Quotas;

namespace CityOps.Ingest;

/// <summary>
/// The pipeline for HTTP: authenticates a gateway, and takes its readings with the answer after the commit.
/// </summary>
public sealed class ReadingIntake
{
    /// <summary>Under this stand the addresses that platforms push to, by gateway.</summary>
    public const string PushPath = "/api/v1/push/";

    private readonly Pipeline _pipeline;
    private readonly ProfileIntake _profiles;
    private readonly Terminals _terminals;
    private readonly GatewayAuthentication _authentication;
    private readonly GroupCommitter _committer;
    private readonly GatewayQuotas _quotas;
    private readonly TimeProvider _time;

    internal ReadingIntake(
        Pipeline pipeline,
        ProfileIntake profiles,
        Terminals terminals,
        GatewayAuthentication authentication,
        GroupCommitter committer,
        GatewayQuotas quotas,
        TimeProvider time
    )
    {
        _pipeline = pipeline;
        _profiles = profiles;
        _terminals = terminals;
        _authentication = authentication;
        _committer = committer;
        _quotas = quotas;
        _time = time;
    }

    /// <summary>Whether this is a gateway in service and its secret.</summary>
    /// <exception cref="IngestUnavailableException">The gateways can't be read while the database is away.</exception>
    public async Task<GatewayStanding> AuthenticateAsync(
        string id,
        ReadOnlyMemory<byte> secret,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _authentication.AuthenticateAsync(id, secret, cancellationToken) switch
            {
                { IsRight: false } => GatewayStanding.Unknown,
                { Gateway.Disabled: true } => GatewayStanding.Disabled,
                _ => GatewayStanding.InService,
            };
        }
        catch (Exception e) when (Outage.Is(e))
        {
            throw new IngestUnavailableException(e.Message, e);
        }
    }

    /// <summary>Takes a JSON object or array, or lines of objects, and returns once everything in it is decided and
    /// committed.</summary>
    /// <param name="gatewayId">An authenticated gateway.</param>
    /// <param name="path">Kept with what is rejected.</param>
    /// <param name="body">UTF-8; not copied, so it must not change until the task ends.</param>
    /// <param name="isLines">NDJSON instead of JSON.</param>
    /// <param name="cancellationToken">Ends the waiting, not the commit: what was handed over may be stored all the
    /// same.</param>
    /// <exception cref="IngestUnavailableException">The database is away; nothing was handed over.</exception>
    /// <exception cref="OverQuotaException">The gateway has sent more than it may; nothing was handed over.</exception>
    public Task<IntakeOutcome> TakeAsync(
        string gatewayId,
        string path,
        ReadOnlyMemory<byte> body,
        bool isLines,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            gatewayId,
            path,
            body.Length,
            submission =>
            {
                if (isLines)
                {
                    _pipeline.TakeLines(submission, body);
                }
                else
                {
                    _pipeline.Take(submission, 0, body);
                }
            },
            cancellationToken
        );

    /// <summary>Whether a push to this gateway's address is its platform's.</summary>
    /// <exception cref="IngestUnavailableException">The terminals can't be read while the database is
    /// away.</exception>
    public async Task<GatewayStanding> AuthenticatePushAsync(
        string gatewayId,
        PushProof proof,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var (door, gateway) = await FindPushAsync(gatewayId, cancellationToken);
        return door is null || gateway is null || !PushSignature.IsRight(door, proof, body) ? GatewayStanding.Unknown
            : gateway.Disabled ? GatewayStanding.Disabled
            : GatewayStanding.InService;
    }

    /// <summary>Whether a GET that tries the address of a OneNET platform is right; then its message is to be
    /// answered.</summary>
    /// <exception cref="IngestUnavailableException">The terminals can't be read while the database is
    /// away.</exception>
    public async Task<bool> IsEchoAsync(
        string gatewayId,
        string message,
        string nonce,
        string signature,
        CancellationToken cancellationToken
    )
    {
        var (door, gateway) = await FindPushAsync(gatewayId, cancellationToken);
        return door is not null
            && gateway is { Disabled: false }
            && PushSignature.IsEcho(door, message, nonce, signature);
    }

    /// <summary>Takes what a platform pushes, read by the gateway's payload profile; otherwise as
    /// <see cref="TakeAsync(string, string, ReadOnlyMemory{byte}, bool, CancellationToken)"/>.</summary>
    public Task<IntakeOutcome> TakePushAsync(
        string gatewayId,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            gatewayId,
            PushPath + gatewayId,
            body.Length,
            submission => _profiles.Take(submission, 0, body),
            cancellationToken
        );

    private async Task<(PushDoor? Door, Gateway? Gateway)> FindPushAsync(
        string gatewayId,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var terminal = await _terminals.FindAsync(gatewayId, cancellationToken);
            return (terminal?.Push, await _authentication.FindAsync(gatewayId, cancellationToken));
        }
        catch (Exception e) when (Outage.Is(e))
        {
            throw new IngestUnavailableException(e.Message, e);
        }
    }

    private async Task<IntakeOutcome> TakeAsync(
        string gatewayId,
        string path,
        int bytes,
        Action<HttpSubmission> fill,
        CancellationToken cancellationToken
    )
    {
        if (_committer.Away is { } why)
        {
            throw new IngestUnavailableException(why);
        }

        var gateway = await _authentication.FindAsync(gatewayId, cancellationToken)
            ?? throw new InvalidOperationException($"Gateway {gatewayId} is not known; authenticate it first.");
        var quota = _quotas.Of(gateway.Id);
        if (quota.WaitToSend() is var wait && wait > TimeSpan.Zero)
        {
            throw new OverQuotaException(wait);
        }

        quota.Sent(bytes);
        await _pipeline.ReserveAsync(cancellationToken);
        var submission = new HttpSubmission(gateway, path, _time.GetUtcNow()) { Quota = quota, IsToldOfQuota = true };
        try
        {
            fill(submission);
        }
        catch
        {
            _pipeline.Release();
            throw;
        }

        _pipeline.Send(submission);
        return await submission.Outcome.WaitAsync(cancellationToken);
    }
}

/// <summary>The result of a gateway's authentication.</summary>
public enum GatewayStanding
{
    /// <summary>No such gateway, or not its secret.</summary>
    Unknown,

    /// <summary>Its secret, but it may no longer send.</summary>
    Disabled,

    /// <summary>It may send.</summary>
    InService,
}

/// <summary>What became of the readings of one request.</summary>
/// <param name="Accepted">Stored now.</param>
/// <param name="Duplicates">Stored before, or earlier in the request, with the same content.</param>
/// <param name="Rejected">Not accepted; recorded in <c>rejected_message</c>.</param>
public sealed record IntakeOutcome(int Accepted, int Duplicates, IReadOnlyList<IntakeRejection> Rejected);

/// <summary>A reading that was not accepted.</summary>
/// <param name="Index">Its place in the array or among the lines, from 0.</param>
/// <param name="Reason">One of <see cref="RejectionReason"/>.</param>
/// <param name="Detail">What a person needs to correct it.</param>
public sealed record IntakeRejection(int Index, string Reason, string? Detail);

/// <summary>The gateway has sent more than it may (<see cref="QuotaOptions"/>); nothing was taken.</summary>
public sealed class OverQuotaException(TimeSpan wait) : Exception("More than this gateway may send.")
{
    /// <summary>How long until it may send again.</summary>
    public TimeSpan Wait { get; } = wait;
}

/// <summary>Nothing can be committed now; nothing was taken. Try again.</summary>
public sealed class IngestUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
