using CityOps.App.Http;

namespace CityOps.App.Geo;

/// <summary>Why a listed position cannot be taken.</summary>
/// <param name="IsSystem">It is about the coordinate system, not about the numbers.</param>
/// <param name="Suggestion">What was meant, where that can be told.</param>
public sealed record PositionFault(
    Problem Problem,
    bool IsSystem,
    string Reason,
    string ReasonZh,
    LonLat? Suggestion = null
);

/// <summary>A position as a list has it: two texts and the name of a system.</summary>
public static class ListedPosition
{
    /// <summary>The position, or what is wrong with it.</summary>
    public static PositionFault? Read(string lon, string lat, string system, out KnownPosition? position)
    {
        position = null;
        if (ReferenceSystem.Find(system) is not { } reference)
        {
            return new(
                Problems.CoordSystemUnknown,
                true,
                $"the coordinate system “{system}” is not known; there are {ReferenceSystem.Accepted}",
                $"不认识坐标系“{system}”"
            );
        }

        if (Degrees.Read(lon) is not { } x || Degrees.Read(lat) is not { } y)
        {
            return new(
                Problems.PositionInvalid,
                false,
                $"“{lon}”, “{lat}” are no coordinates; write 113.3824, 113°22′56.6″ or 113 22 56.6",
                $"“{lon}”“{lat}”不是坐标，可写作 113.3824、113°22′56.6″ 或 113 22 56.6"
            );
        }

        if (reference.IsProjected)
        {
            (x, y) = reference.InOrder(x, y);
            if (reference.ToWgs84(x, y) is not { } found)
            {
                var guess = ReferenceSystem.Guess(x, y);
                var hint = guess is null ? "they look like degrees" : $"they look like {guess}";
                var hintZh = guess is null ? "看起来是经纬度" : $"看起来是 {guess}";
                return new(
                    Problems.PositionInvalid,
                    false,
                    $"{reference.Name} has no {lon}, {lat}; {hint}",
                    $"{reference.Name} 没有坐标“{lon}”“{lat}”，{hintZh}"
                );
            }

            position = new(found, CoordSystems.Wgs84, null, found);
            return null;
        }

        var raw = new LonLat(x, y);
        if (reference.ToWgs84(x, y) is { } wgs84)
        {
            position = new(raw, reference.Name, null, wgs84);
            return null;
        }

        return raw.Swap().IsOnEarth
                ? new(
                    Problems.PositionInvalid,
                    false,
                    $"lon and lat look swapped: did you mean lon {lat}, lat {lon}?",
                    $"经纬度似乎颠倒，是否应为经度 {lat}、纬度 {lon}？",
                    raw.Swap()
                )
            : ReferenceSystem.Guess(x, y) is { } projection
                ? new(
                    Problems.PositionInvalid,
                    false,
                    $"{lon}, {lat} are metres of a projection, not degrees: say which, in a column coordSystem or for the whole list, e.g. {projection}",
                    $"“{lon}”“{lat}”是投影坐标（米），不是经纬度；请在“坐标系”一栏或对整个文件注明，如 {projection}"
                )
            : new(
                Problems.PositionInvalid,
                false,
                $"there is no place {lon}, {lat} on Earth",
                $"地球上没有位置“{lon}”“{lat}”"
            );
    }
}
