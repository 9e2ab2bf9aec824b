using System.Collections.Frozen;

namespace CityOps.Ingest.Sl651;

/// <summary>Identifiers of elements (SL 651-2014 table C.1): those that matter here.</summary>
internal static class Sl651Elements
{
    public const string Level = "39";
    public const string SupplyVoltage = "38";
    public const string Status = "45";
    public const string Text = "F2F2";
    public const string Picture = "F3F3";

    /// <summary>Twelve rains of five minutes.</summary>
    public const byte RainBlock = 0xF4;

    /// <summary>Twelve levels, five minutes apart: F5 to FC.</summary>
    public const byte FirstLevelBlock = 0xF5;

    public const byte LastLevelBlock = 0xFC;

    /// <summary>Comes before an identifier of a maker's own.</summary>
    public const byte Extension = 0xFF;

    private static readonly string[] Plain = [.. Enumerable.Range(0, 256).Select(code => $"{code:X2}")];
    private static readonly string[] Extended = [.. Enumerable.Range(0, 256).Select(code => $"FF{code:X2}")];

    private static readonly FrozenDictionary<string, string> OfAscii = new Dictionary<string, string>
    {
        ["Z"] = Level,
        ["ZB"] = "3A",
        ["ZU"] = "3B",
        ["Z1"] = "3C",
        ["Z2"] = "3D",
        ["Z3"] = "3E",
        ["Z4"] = "3F",
        ["Z5"] = "40",
        ["Z6"] = "41",
        ["Z7"] = "42",
        ["Z8"] = "43",
        ["PJ"] = "20",
        ["PT"] = "26",
        ["Q"] = "27",
        ["VT"] = SupplyVoltage,
        ["ZT"] = Status,
    }.ToFrozenDictionary();

    public static string Of(byte code) => Plain[code];

    public static string OfExtension(byte code) => Extended[code];

    /// <summary>The hex digits of an identifier as ASCII frames write it; itself when it is not known.</summary>
    public static string OfName(string name) => OfAscii.GetValueOrDefault(name, name);

    public static bool IsLevelBlock(byte code) => code is >= FirstLevelBlock and <= LastLevelBlock;
}
