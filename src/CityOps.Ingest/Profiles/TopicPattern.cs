namespace CityOps.Ingest.Profiles;

/// <summary>The topics of a profile's terminals: <c>/iotinfo/{device}</c>, a level of <c>+</c> being any. Which device
/// is meant is a terminal's own number, so that a gateway publishes on its own topics alone.</summary>
internal sealed class TopicPattern
{
    private const string Device = "{device}";
    private const int Longest = 200;
    private readonly string[] _levels;

    private TopicPattern(string[] levels) => _levels = levels;

    /// <summary>The topic itself, where it has no wildcard and so is but one.</summary>
    public string? Only => _levels.Contains("+") ? null : string.Join('/', _levels);

    /// <exception cref="ProfileException">No topic can be like it, or ours are.</exception>
    public static void Check(string? pattern)
    {
        if (pattern is null)
        {
            return;
        }

        if (pattern.Length is 0 or > Longest || pattern.AsSpan().ContainsAny('#', '\0') || pattern.StartsWith('$'))
        {
            throw new ProfileException(
                "topic",
                $"A topic has 1 to {Longest} characters and no #, and does not begin with $."
            );
        }

        if (pattern.StartsWith("cityops/", StringComparison.Ordinal))
        {
            throw new ProfileException("topic", "cityops/v1/{gateway}/raw is taken already; leave topic out.");
        }

        if (pattern.Split('/').Any(level => level.Contains('+', StringComparison.Ordinal) && level != "+"))
        {
            throw new ProfileException("topic", "A + stands for a whole level.");
        }
    }

    /// <summary>Of a terminal; null where the pattern names the device and its number is not known.</summary>
    public static TopicPattern? Of(string? pattern, string? device) =>
        pattern is null || (device is null && pattern.Contains(Device, StringComparison.Ordinal))
            ? null
            : new TopicPattern([
                .. pattern.Split('/').Select(level => level.Replace(Device, device, StringComparison.Ordinal)),
            ]);

    /// <summary>Whether this topic is the terminal's.</summary>
    public bool Matches(ReadOnlySpan<char> topic)
    {
        var at = 0;
        foreach (var range in topic.Split('/'))
        {
            if (at == _levels.Length || (_levels[at] != "+" && !topic[range].SequenceEqual(_levels[at])))
            {
                return false;
            }

            at++;
        }

        return at == _levels.Length;
    }
}
