namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>Minutes are printed as hours where they get large: nobody reads 1874.68 分钟 as a day and a
/// quarter.</summary>
internal static class Duration
{
    private const decimal MaxMinutes = 120;
    private const string Minutes = "分钟";

    /// <param name="largest">Of the numbers that are told in the one unit.</param>
    /// <returns>The unit that is printed, and how many of the counted unit it is.</returns>
    public static (string Unit, decimal Of) Of(string unit, decimal largest) =>
        unit == Minutes && largest > MaxMinutes ? ("小时", 60) : (unit, 1);
}
