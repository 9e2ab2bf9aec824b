namespace CityOps.Ingest.Sl651;

/// <summary>What a value is.</summary>
internal enum Sl651State
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>The station says that it has none: all FF, all AA (of one maker), or M in ASCII.</summary>
    Missing,

    /// <summary>It should be a number and is none.</summary>
    Unreadable,

    /// <summary>Bytes whose meaning only its maker knows, a status word, or text.</summary>
    Raw,

    /// <summary>A picture; its bytes are not kept.</summary>
    Picture,
}

/// <summary>One value of a message.</summary>
/// <param name="Station">The address that stands before it in the body, or the frame's: ten hex digits.</param>
/// <param name="Element">Its identifier as hex digits, <c>39</c> or <c>FF11</c>; of ASCII frames those of the
/// identifiers that are known (<see cref="Sl651Elements"/>), others as they are.</param>
/// <param name="ObservedTicks">When it was measured: UTC ticks; null where no readable time stands before it.</param>
/// <param name="Number">Its value in the element's own unit.</param>
/// <param name="Definition">The byte that says how long it is and how many decimals it has; 0 in ASCII.</param>
/// <param name="Raw">Its bytes as they came.</param>
/// <param name="Step">Of values at even times: from one to the next, in ticks; 0 for a single one.</param>
/// <param name="Before">How many values of its row come before it.</param>
/// <param name="After">How many come after it.</param>
internal readonly record struct Sl651Value(
    string Station,
    string Element,
    Sl651State State,
    long? ObservedTicks,
    decimal Number,
    byte Definition,
    ReadOnlyMemory<byte> Raw,
    long Step = 0,
    int Before = 0,
    int After = 0
);

/// <summary>A message's body, taken apart.</summary>
/// <param name="Serial">Its running number, which the answer repeats.</param>
/// <param name="SentTicks">When it was sent, by the station's clock: UTC ticks; null when that is no time.</param>
/// <param name="Values">What it says, in its order.</param>
/// <param name="Broken">Why the body could not be read to its end; null when it was.</param>
internal sealed record Sl651Message(
    ushort Serial,
    long? SentTicks,
    IReadOnlyList<Sl651Value> Values,
    string? Broken = null
)
{
    /// <summary>Of functions without elements: what stands after serial number and time.</summary>
    public ReadOnlyMemory<byte> Rest { get; init; }
}
