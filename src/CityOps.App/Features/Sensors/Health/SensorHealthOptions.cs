using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>Section <c>SensorHealth</c> of the settings: from where on a sensor wants looking after.</summary>
public sealed class SensorHealthOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "SensorHealth";

    /// <summary>Millivolts: a lithium cell of 3.6 V that has fallen so far has weeks left.</summary>
    [Range(0, 60_000)]
    public int BatteryLowMv { get; set; } = 3300;

    /// <summary>dBm: weaker signals lose messages.</summary>
    [Range(-200, 0)]
    public int SignalPoorDbm { get; set; } = -110;
}
