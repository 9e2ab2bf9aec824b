using System.Globalization;
using System.Text;

namespace CityOps.Ingest.Profiles;

/// <summary>Takes a path's text apart.</summary>
internal sealed class PathParser(string text, string where)
{
    private const int MaxSteps = 32;
    private int _at;

    public IEnumerable<PathStep> Steps()
    {
        var count = 0;
        _at = text.StartsWith('$') ? 1 : 0;
        while (_at < text.Length)
        {
            if (++count > MaxSteps)
            {
                throw Wrong($"has more than {MaxSteps} steps");
            }

            yield return text[_at] switch
            {
                '[' => Selector(),
                '|' => Decoder(),
                '.' => Name(dot: true),
                _ when count == 1 && _at == 0 => Name(dot: false),
                _ => throw Wrong($"is not understood from “{text[_at..]}” on"),
            };
        }
    }

    private PathStep Name(bool dot)
    {
        var start = _at + (dot ? 1 : 0);
        var end = text.AsSpan(start).IndexOfAny('.', '[', '|');
        var name = end < 0 ? text[start..] : text.Substring(start, end);
        _at = start + name.Length;
        return name.Length == 0 ? throw Wrong("has an empty name; write [\"\"] if that is meant")
            : name == "*" ? new PathStep(PathStepKind.Members, ".*")
            : new PathStep(PathStepKind.Name, $".{name}") { Name = Encoding.UTF8.GetBytes(name) };
    }

    private PathStep Decoder()
    {
        var end = text.AsSpan(_at + 1).IndexOfAny('.', '[', '|');
        var name = end < 0 ? text[(_at + 1)..] : text.Substring(_at + 1, end);
        _at += 1 + name.Length;
        return new PathStep(
            name switch
            {
                "json" => PathStepKind.Json,
                "base64" => PathStepKind.Base64,
                "hex" => PathStepKind.Hex,
                _ => throw Wrong($"decodes json, base64 and hex, not {name}"),
            },
            $"|{name}"
        );
    }

    private PathStep Selector()
    {
        var end = text.IndexOf(']', _at);
        if (end < 0)
        {
            throw Wrong("has a [ without its ]");
        }

        var inner = text[(_at + 1)..end];
        var step = text[_at..(end + 1)];
        _at = end + 1;
        if (inner == "*")
        {
            return new PathStep(PathStepKind.Elements, step);
        }

        if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return new PathStep(PathStepKind.Index, step) { Index = index };
        }

        if (inner is ['"', .. var name, '"'])
        {
            return new PathStep(PathStepKind.Name, step) { Name = Encoding.UTF8.GetBytes(name) };
        }

        return inner.Split('=', 2) is [{ Length: > 0 } member, var value]
            ? new PathStep(PathStepKind.Where, step)
            {
                Name = Encoding.UTF8.GetBytes(member),
                Value = Encoding.UTF8.GetBytes(value),
            }
            : throw Wrong($"has {step}; write [0], [-1], [*], [name=value] or [\"a name\"]");
    }

    private ProfileException Wrong(string detail) => new(where, $"The path {text} {detail}.");
}
