using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Makes readings of a message's values: those of the elements that a sensor is named for. Others are not refused,
/// since a station sends all it has; they are kept as last heard (<see cref="Sl651Heard"/>). Pure.
/// </summary>
internal static class Sl651Readings
{
    /// <summary>A level of a thousand kilometres is none, and fits millimetres.</summary>
    private const decimal MaxUnits = 1_000_000;

    private static readonly Failure NoTime = new(
        RejectionReason.WrongType,
        "no time that can be read stands before the value"
    );

    /// <param name="message">Decoded.</param>
    /// <param name="station">Who sent it.</param>
    /// <param name="raw">The message's frames, kept with what is rejected.</param>
    /// <param name="parts">Readings, and values that should be one and are none.</param>
    /// <returns>Why the message as a whole is refused: no sensor is named for anything in it.</returns>
    public static Failure? Read(
        Sl651Message message,
        Sl651Station station,
        ReadOnlyMemory<byte> raw,
        List<DecodedReading> parts
    )
    {
        var batteryMv = BatteryMv(message);
        var isNamed = false;
        foreach (var value in message.Values)
        {
            if (!station.Elements.TryGetValue((value.Station, value.Element), out var sensor))
            {
                continue;
            }

            isNamed = true;
            if (value.State != Sl651State.Missing)
            {
                parts.Add(Part(value, sensor, batteryMv, raw));
            }
        }

        if (message.Broken is { } broken)
        {
            parts.Add(new DecodedReading { Payload = raw, Failure = new Failure(RejectionReason.WrongShape, broken) });
        }

        return isNamed || message.Broken is not null ? null : NotNamed(message, station);
    }

    private static DecodedReading Part(Sl651Value value, Sl651Sensor sensor, long? batteryMv, ReadOnlyMemory<byte> raw)
    {
        var part = new DecodedReading { Payload = raw, Sensor = sensor.CodeUtf8 };
        if (batteryMv is { } millivolts)
        {
            part.Fields.Set(ReadingFields.BatteryMv.Index, millivolts);
        }

        if (value.State != Sl651State.Number)
        {
            part.Failure = new Failure(
                RejectionReason.WrongType,
                $"element {value.Element} is no number: {Convert.ToHexString(value.Raw.Span)}"
            );
            return part;
        }

        if (value.ObservedTicks is not { } observed)
        {
            part.Failure = NoTime;
        }
        else if (Math.Abs(value.Number) > MaxUnits)
        {
            part.Failure = new Failure(RejectionReason.OutOfRange, $"element {value.Element} is {value.Number}");
        }
        else
        {
            part.DepthMm = (int)decimal.Round(value.Number * sensor.MmPerUnit) - sensor.ZeroMm;
            part.ObservedTicks = sensor.EndsAtTime ? observed - ((value.Before + value.After) * value.Step) : observed;
        }

        return part;
    }

    /// <summary>The supply voltage that the message brings, for all its readings.</summary>
    private static long? BatteryMv(Sl651Message message)
    {
        foreach (var value in message.Values)
        {
            if (
                value is { Element: Sl651Elements.SupplyVoltage, State: Sl651State.Number, Step: 0 }
                && value.Number is >= 0 and < 1000
            )
            {
                return (long)decimal.Round(value.Number * 1000);
            }
        }

        return null;
    }

    private static Failure NotNamed(Sl651Message message, Sl651Station station)
    {
        var there = message
            .Values.Select(value =>
                value.Station == station.Address ? value.Element : $"{value.Station}/{value.Element}"
            )
            .Distinct()
            .Take(30);
        return new Failure(
            RejectionReason.UnknownSensor,
            $"no sensor is named for any element of station {station.Address}; it sends {string.Join(" ", there)}"
        );
    }
}
