namespace CityOps.Ingest;

/// <summary>
/// Stores reports or feedback sent over MQTT to <c>cityops/v1/{gateway}/{kind}</c>. The app registers one per kind in
/// the container; it is called in a scope of its own, and the gateway is acknowledged only after the returned task has
/// completed.
/// </summary>
public interface IFieldMessageHandler
{
    /// <summary>The topic's last level: <c>reports</c> or <c>feedback</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Stores one message (one JSON object; arrays are taken apart before) and commits it. The same message may come
    /// again.
    /// A thrown exception means "not stored": the message is held and tried again while the database is away, and
    /// otherwise recorded in <c>rejected_message</c> as <c>handler_failed</c>.
    /// </summary>
    Task<FieldMessageOutcome> HandleAsync(
        string gatewayId,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    );
}

/// <summary>What became of a field message.</summary>
/// <param name="Kind">Stored, seen before with the same content, or refused.</param>
/// <param name="Reason">For a refusal: its name in <c>rejected_message.reason</c>, lower case with underscores.</param>
/// <param name="Detail">For a refusal: what a person needs to correct it; no personal data.</param>
public readonly record struct FieldMessageOutcome(
    FieldMessageOutcomeKind Kind,
    string? Reason = null,
    string? Detail = null
)
{
    /// <summary>The message is committed.</summary>
    public static FieldMessageOutcome Stored => new(FieldMessageOutcomeKind.Stored);

    /// <summary>The message was committed before, with the same content.</summary>
    public static FieldMessageOutcome Duplicate => new(FieldMessageOutcomeKind.Duplicate);

    /// <summary>The message can't be taken; it is committed to <c>rejected_message</c> and acknowledged so.</summary>
    public static FieldMessageOutcome Rejected(string reason, string? detail = null) =>
        new(FieldMessageOutcomeKind.Rejected, reason, detail);
}

/// <summary>The possible outcomes of a field message.</summary>
public enum FieldMessageOutcomeKind
{
    /// <summary>Committed now.</summary>
    Stored,

    /// <summary>Committed before, the same content.</summary>
    Duplicate,

    /// <summary>Refused, with a named reason.</summary>
    Rejected,
}
