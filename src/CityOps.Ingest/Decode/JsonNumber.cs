using System.Globalization;
using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>
/// Numbers as devices write them: <c>132</c>, <c>132.0</c>, <c>1.32e2</c> and <c>"132"</c> are one number. Most come
/// plain, and those cost no more than before.
/// </summary>
internal static class JsonNumber
{
    private const int Longest = 64;

    /// <summary>The number at the reader's position, to its last digit; false when there is none.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out decimal number)
    {
        number = 0;
        return reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && !reader.ValueIsEscaped
            && reader.ValueSpan.Length <= Longest
            && decimal.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>
    /// The whole number at the reader's position. One with a fraction is rounded from <paramref name="roundedFrom"/>
    /// on, by its amount, and refused below: a small number with a fraction is likely in another unit.
    /// </summary>
    public static bool TryReadWhole(ref Utf8JsonReader reader, decimal? roundedFrom, out long whole)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out whole))
        {
            return true;
        }

        whole = 0;
        if (!TryRead(ref reader, out var number))
        {
            return false;
        }

        var rounded = decimal.Round(number, 0, MidpointRounding.AwayFromZero);
        if ((rounded != number && !(Math.Abs(number) >= roundedFrom)) || rounded is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        whole = (long)rounded;
        return true;
    }
}
