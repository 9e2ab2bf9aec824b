namespace CityOps.Ingest;

/// <summary>Why a message was not accepted: the values of <c>rejected_message.reason</c>, and of
/// <c>rejected[].reason</c> over HTTP.</summary>
public static class RejectionReason
{
    /// <summary>The payload is not well-formed JSON.</summary>
    public const string NotJson = "not_json";

    /// <summary>JSON, but neither an object nor an array of objects, or an empty array.</summary>
    public const string WrongShape = "wrong_shape";

    /// <summary>More parts in one message than are taken.</summary>
    public const string TooManyParts = "too_many_parts";

    /// <summary>A required property is absent or null.</summary>
    public const string MissingField = "missing_field";

    /// <summary>A property is there but not of its type, e.g. a time without an offset.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>No sensor has this code.</summary>
    public const string UnknownSensor = "unknown_sensor";

    /// <summary>The sensor belongs to another gateway.</summary>
    public const string ForeignSensor = "foreign_sensor";

    /// <summary>The sensor is out of service.</summary>
    public const string DisabledSensor = "disabled_sensor";

    /// <summary>The depth is outside what this sensor can measure.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>Observed further ahead of our clock than <see cref="ReadingOptions.FutureTolerance"/>.</summary>
    public const string InTheFuture = "in_the_future";

    /// <summary>Observed longer ago than <see cref="ReadingOptions.MaximumAge"/>.</summary>
    public const string TooOld = "too_old";

    /// <summary>The same sensor and time were stored with another content.</summary>
    public const string Conflict = "conflict";

    /// <summary>Published under another gateway's topic.</summary>
    public const string ForeignTopic = "foreign_topic";

    /// <summary>The gateway has no right to send messages of this kind, or of this town or category.</summary>
    public const string NotPermitted = "not_permitted";

    /// <summary>Published to a topic that takes nothing.</summary>
    public const string UnknownTopic = "unknown_topic";

    /// <summary>Came through a joined broker, under the topic of a gateway that we don't know.</summary>
    public const string UnknownGateway = "unknown_gateway";

    /// <summary>Came through a joined broker, from a gateway that is out of service here.</summary>
    public const string DisabledGateway = "disabled_gateway";

    /// <summary>No handler is registered for this kind of field message.</summary>
    public const string NoHandler = "no_handler";

    /// <summary>The field message's handler failed.</summary>
    public const string HandlerFailed = "handler_failed";

    /// <summary>
    /// SL 651, or a frame of a payload profile: bytes that begin like a frame and are none: wrong check, no end where
    /// its length says, or broken off.
    /// </summary>
    public const string BadFrame = "bad_frame";

    /// <summary>SL 651: a frame that says that it comes from a center.</summary>
    public const string WrongDirection = "wrong_direction";

    /// <summary>SL 651: no gateway has this station address.</summary>
    public const string UnknownStation = "unknown_station";

    /// <summary>SL 651: the station is known, and this is not its password.</summary>
    public const string WrongPassword = "wrong_password";

    /// <summary>SL 651: a function that brings nothing that is taken, such as manual text or a maker's own.</summary>
    public const string UnknownFunction = "unknown_function";

    /// <summary>The gateway has no payload profile, or one that cannot be used, and this is no format of
    /// ours.</summary>
    public const string NoProfile = "no_profile";

    /// <summary>The database refused this one reading; the detail holds its SQLSTATE.</summary>
    public const string NotStorable = "not_storable";

    /// <summary>
    /// Beyond what its gateway may send (<see cref="QuotaOptions"/>): neither stored nor kept; to be sent again later.
    /// </summary>
    public const string OverQuota = "over_quota";
}

/// <summary>A part of a message that is not accepted, with what is kept of it.</summary>
/// <param name="Message">Which of the submission's messages, from 0.</param>
/// <param name="Part">Its place in that message, from 0.</param>
/// <param name="Reason">One of <see cref="RejectionReason"/>, or a field message handler's own.</param>
/// <param name="Detail">What a person needs to correct it.</param>
/// <param name="Topic">The MQTT topic, or the HTTP path.</param>
/// <param name="Payload">The part as it came.</param>
internal sealed record Rejection(
    int Message,
    int Part,
    string Reason,
    string? Detail,
    string Topic,
    ReadOnlyMemory<byte> Payload
)
{
    /// <summary>Its key in <c>rejected_message</c>: made here, so that a retried commit stores it once.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>When it was measured, by UTC ticks of the gateway's clock, where that could be read.</summary>
    public long? ObservedTicks { get; init; }

    /// <summary>The sensor's key in the database, where it is known.</summary>
    public int? SensorId { get; init; }

    /// <summary>Whether it goes to <c>rejected_message</c>; what is beyond its gateway's quota is counted
    /// only.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>How much of the payload is kept; of the rest, its hash and length.</summary>
    public int KeptBytes { get; init; } = Payload.Length;
}
