using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace CityOps.Ingest.Profiles;

/// <summary>
/// A path into a message, compiled once: names with dots between, <c>[2]</c> and <c>[-1]</c>, <c>[name=level]</c> for
/// the first object of an array whose member has that value, <c>|json</c>, <c>|base64</c> and <c>|hex</c> for what
/// stands encoded in a text, and, for the parts of a message, <c>[*]</c> and <c>.*</c>.
/// </summary>
internal sealed class JsonPath
{
    /// <summary>How many names a refusal lists of those that are there.</summary>
    private const int Listed = 12;

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 32, AllowTrailingCommas = true };
    private readonly PathStep[] _steps;

    private JsonPath(string text, bool isFromRoot, PathStep[] steps)
    {
        Text = text;
        IsFromRoot = isFromRoot;
        _steps = steps;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it begins at the whole message, not at the part.</summary>
    public bool IsFromRoot { get; }

    /// <summary>Whether it leads to several values.</summary>
    public bool IsMany => _steps.Any(step => step.Kind is PathStepKind.Elements or PathStepKind.Members);

    /// <summary>Whether it ends in bytes.</summary>
    public bool EndsInBytes => _steps is [.., { Kind: PathStepKind.Base64 or PathStepKind.Hex }];

    /// <exception cref="ProfileException">It is none.</exception>
    public static JsonPath Parse(string text, string where) =>
        new(text, text.StartsWith('$'), [.. new PathParser(text, where).Steps()]);

    /// <summary>JSON as devices write it: with a byte order mark before it, a comma too many or a NUL behind
    /// it.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Open(ReadOnlyMemory<byte> payload) =>
        JsonDocument.Parse(Decode.JsonParts.WithoutMark(payload).TrimEnd((byte)0), Lenient);

    /// <summary>The one value; null, or why it is not there.</summary>
    public PathMiss? Find(PathNode from, PathScratch scratch, out PathNode found)
    {
        found = from;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (!TryStep(_steps[i], found, scratch, out var next))
            {
                return new PathMiss(this, i, found);
            }

            found = next;
        }

        return null;
    }

    /// <summary>All values, as <see cref="PathScratch.Parts"/>; null, or why there are none.</summary>
    public PathMiss? FindAll(PathNode root, PathScratch scratch)
    {
        scratch.Parts.Clear();
        scratch.Parts.Add(root);
        for (var i = 0; i < _steps.Length; i++)
        {
            foreach (var node in scratch.Parts)
            {
                if (!TryGather(_steps[i], node, scratch))
                {
                    return new PathMiss(this, i, node);
                }
            }

            scratch.Swap();
        }

        return null;
    }

    /// <summary>What is not there: the path as far as it was followed, and what stands beside.</summary>
    public string Missing(int step, PathNode at)
    {
        var reached = string.Concat(_steps.Take(step + 1).Select(one => one.Text)).TrimStart('.');
        if (_steps[step].Kind is PathStepKind.Json or PathStepKind.Base64 or PathStepKind.Hex)
        {
            return $"{reached} is not what is named; {at.Came()} came";
        }

        var there = string.Join(", ", Beside(_steps[step], at).Take(Listed));
        return there.Length > 0 ? $"{reached} is missing; there are {there}" : $"{reached} is missing in {at.Came()}";
    }

    /// <summary>What is there instead: the names of an object, or the values that a member of an array's objects
    /// has.</summary>
    private static IEnumerable<string> Beside(PathStep step, PathNode at)
    {
        if (at is { Bytes: null, Element.ValueKind: JsonValueKind.Object })
        {
            foreach (var member in at.Element.EnumerateObject())
            {
                yield return JsonText.Shown(Encoding.UTF8.GetBytes(Name(member)));
            }
        }

        if (step.Kind == PathStepKind.Where && at is { Bytes: null, Element.ValueKind: JsonValueKind.Array })
        {
            foreach (var element in at.Element.EnumerateArray())
            {
                if (TryMember(new PathNode(element), step.Name, out var value))
                {
                    yield return value.Came();
                }
            }
        }
    }

    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "?"; // not UTF-8
        }
    }

    private static bool TryGather(PathStep step, PathNode node, PathScratch scratch)
    {
        switch (step.Kind)
        {
            case PathStepKind.Elements when node.Bytes is null && node.Element.ValueKind == JsonValueKind.Array:
                foreach (var element in node.Element.EnumerateArray())
                {
                    scratch.Next.Add(new PathNode(element));
                }

                return true;
            case PathStepKind.Elements: // an object that stands for an array of one
                scratch.Next.Add(node);
                return node.Bytes is null && node.Element.ValueKind == JsonValueKind.Object;
            case PathStepKind.Members when node.Bytes is null && node.Element.ValueKind == JsonValueKind.Object:
                foreach (var member in node.Element.EnumerateObject())
                {
                    scratch.Next.Add(new PathNode(member.Value, Name(member)));
                }

                return true;
            default:
                var isThere = TryStep(step, node, scratch, out var next);
                scratch.Next.Add(next);
                return isThere;
        }
    }

    private static bool TryStep(PathStep step, PathNode node, PathScratch scratch, out PathNode next)
    {
        next = default;
        return step.Kind switch
        {
            PathStepKind.Name => TryMember(node, step.Name, out next),
            PathStepKind.Index => TryElement(node, step.Index, out next),
            PathStepKind.Where => TryWhere(node, step, out next),
            PathStepKind.Json => TryJson(node, scratch, out next),
            PathStepKind.Base64 => TryBase64(node, out next),
            PathStepKind.Hex => TryHex(node, out next),
            _ => false,
        };
    }

    private static bool TryMember(PathNode node, byte[] name, out PathNode next)
    {
        if (
            node.Bytes is null
            && node.Element.ValueKind == JsonValueKind.Object
            && node.Element.TryGetProperty(name, out var member)
        )
        {
            next = new PathNode(member, node.Key);
            return true;
        }

        next = default;
        return false;
    }

    private static bool TryElement(PathNode node, int index, out PathNode next)
    {
        next = default;
        if (node.Bytes is not null || node.Element.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var length = node.Element.GetArrayLength();
        var at = index < 0 ? length + index : index;
        next = at >= 0 && at < length ? new PathNode(node.Element[at], node.Key) : default;
        return at >= 0 && at < length;
    }

    private static bool TryWhere(PathNode node, PathStep step, out PathNode next)
    {
        if (node.Bytes is null && node.Element.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in node.Element.EnumerateArray())
            {
                if (
                    TryMember(new PathNode(element), step.Name, out var member)
                    && member.TryText(out var text)
                    && text.SequenceEqual(step.Value)
                )
                {
                    next = new PathNode(element, node.Key);
                    return true;
                }
            }
        }

        next = default;
        return false;
    }

    /// <summary>What is JSON already stays: some platforms send either.</summary>
    private static bool TryJson(PathNode node, PathScratch scratch, out PathNode next)
    {
        next = node;
        if (node.Bytes is null && node.Element.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return true;
        }

        if (!node.TryText(out var text))
        {
            return false;
        }

        try
        {
            next = new PathNode(scratch.Keep(Open(text.ToArray())).RootElement, node.Key);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryBase64(PathNode node, out PathNode next)
    {
        next = default;
        if (!node.TryText(out var text))
        {
            return false;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        next = new PathNode(bytes[..written]);
        return true;
    }

    private static bool TryHex(PathNode node, out PathNode next)
    {
        next = default;
        if (!node.TryText(out var text) || !HexText.TryRead(text, out var bytes))
        {
            return false;
        }

        next = new PathNode(bytes);
        return true;
    }
}

/// <summary>Where a path ended before its value.</summary>
internal readonly record struct PathMiss(JsonPath Path, int Step, PathNode At)
{
    public override string ToString() => Path.Missing(Step, At);
}

/// <summary>One step of a path.</summary>
/// <param name="Text">As it was written.</param>
internal sealed record PathStep(PathStepKind Kind, string Text)
{
    /// <summary>Of a name, and of a member that has a value.</summary>
    public byte[] Name { get; init; } = [];

    public byte[] Value { get; init; } = [];

    public int Index { get; init; }
}

internal enum PathStepKind
{
    Name,
    Index,
    Where,
    Elements,
    Members,
    Json,
    Base64,
    Hex,
}
