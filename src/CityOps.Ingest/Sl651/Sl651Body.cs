namespace CityOps.Ingest.Sl651;

/// <summary>
/// Reads a message's body (SL 651-2014 6.6). The length and decimals of a value are what its definition byte says, not
/// what table C.1 says; a value that can't be read does not lose the others. Pure, and never throws.
/// </summary>
internal static class Sl651Body
{
    /// <param name="isAscii">As its frames are.</param>
    /// <param name="function">Their function code.</param>
    /// <param name="station">Their station's address, for a body that names none.</param>
    /// <param name="body">The body; of several packets all bodies in their order.</param>
    public static Sl651Message Read(bool isAscii, byte function, string station, ReadOnlyMemory<byte> body) =>
        isAscii ? AsciiBody.Read(function, station, body) : HexBody.Read(function, station, body);

    /// <summary>The body of a message of one frame.</summary>
    public static Sl651Message Read(Sl651Frame frame) => Read(frame.IsAscii, frame.Function, frame.Station, frame.Body);
}
