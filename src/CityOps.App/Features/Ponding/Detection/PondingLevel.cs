namespace CityOps.App.Features.Ponding.Detection;

/// <summary>How bad it is, by a section's thresholds. The numbers are stored.</summary>
public enum PondingLevel
{
    None = 0,

    /// <summary>蓝色</summary>
    Blue = 1,

    /// <summary>黄色</summary>
    Yellow = 2,

    /// <summary>橙色</summary>
    Orange = 3,

    /// <summary>红色</summary>
    Red = 4,

    /// <summary>触电风险: the water may reach a lamp door or distribution box. A mark of its own, beside the four
    /// colours.</summary>
    PowerRisk = 9,
}

public static class PondingLevels
{
    /// <summary>What a section can be alerted for, once each per event.</summary>
    public static IReadOnlyList<PondingLevel> Alerting { get; } =
    [PondingLevel.Blue, PondingLevel.Yellow, PondingLevel.Orange, PondingLevel.Red, PondingLevel.PowerRisk];

    /// <summary>The four colours, upwards.</summary>
    public static IReadOnlyList<PondingLevel> Colours { get; } =
    [PondingLevel.Blue, PondingLevel.Yellow, PondingLevel.Orange, PondingLevel.Red];

    /// <summary>As sent: none, blue, yellow, orange, red, powerRisk.</summary>
    public static string Code(this PondingLevel level) =>
        level switch
        {
            PondingLevel.None => "none",
            PondingLevel.Blue => "blue",
            PondingLevel.Yellow => "yellow",
            PondingLevel.Orange => "orange",
            PondingLevel.Red => "red",
            PondingLevel.PowerRisk => "powerRisk",
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "There is no such level."),
        };

    /// <summary>The level of a code; null when there is none such.</summary>
    public static PondingLevel? Parse(string? code) =>
        Enum.GetValues<PondingLevel>()
            .Where(level => level.Code() == code)
            .Select(level => (PondingLevel?)level)
            .FirstOrDefault();
}
