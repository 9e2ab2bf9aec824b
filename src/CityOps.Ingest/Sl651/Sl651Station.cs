using System.Collections.Frozen;

namespace CityOps.Ingest.Sl651;

/// <summary>A station as the door knows it: a gateway that speaks SL 651.</summary>
/// <param name="GatewayId">The gateway that it is.</param>
/// <param name="Address">Ten hex digits, as it sends them.</param>
/// <param name="Password">Four hex digits.</param>
/// <param name="PollSeconds">How often it is asked for its values (mode M4); null for a station that reports by
/// itself.</param>
/// <param name="Elements">Which of its elements is which sensor: by the address in the body and the identifier.</param>
internal sealed record Sl651Station(
    string GatewayId,
    string Address,
    string Password,
    int? PollSeconds,
    FrozenDictionary<(string Address, string Element), Sl651Sensor> Elements
);

/// <summary>The sensor that an element is.</summary>
/// <param name="CodeUtf8">Its code.</param>
/// <param name="MmPerUnit">1000 for metres, 10 for centimetres, 1 for millimetres.</param>
/// <param name="ZeroMm">The element's value where the depth is zero; taken off.</param>
/// <param name="EndsAtTime">Of values at even times: the time before them is that of the last, not of the
/// first.</param>
internal sealed record Sl651Sensor(byte[] CodeUtf8, int MmPerUnit, int ZeroMm, bool EndsAtTime);
