using System.Text.Json;

namespace CityOps.Ingest.Profiles;

/// <summary>Where a path has got to: a JSON value, or bytes that were decoded from one.</summary>
internal readonly struct PathNode
{
    public PathNode(JsonElement element, string? key = null)
    {
        Element = element;
        Key = key;
    }

    public PathNode(byte[] bytes) => Bytes = bytes;

    public JsonElement Element { get; }

    /// <summary>Null for a JSON value.</summary>
    public byte[]? Bytes { get; }

    /// <summary>The member's name, where a path took every member.</summary>
    public string? Key { get; }

    public bool IsNull => Bytes is null && Element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>Its text; false for objects, arrays and null.</summary>
    public bool TryText(out ReadOnlySpan<byte> text)
    {
        if (Bytes is null)
        {
            return JsonText.TryRead(Element, out text);
        }

        text = Bytes;
        return true;
    }

    /// <summary>What came, for a refusal.</summary>
    public string Came() => Bytes is null ? JsonText.Came(Element) : $"{Bytes.Length} bytes";
}

/// <summary>What reading one message needs beside the message; used again for the next.</summary>
internal sealed class PathScratch : IDisposable
{
    /// <summary>JSON that stood in texts of the message.</summary>
    private readonly List<JsonDocument> _opened = [];

    /// <summary>The message's parts.</summary>
    public List<PathNode> Parts { get; private set; } = [];

    /// <summary>To gather the next step's parts in.</summary>
    public List<PathNode> Next { get; private set; } = [];

    /// <summary>What was gathered becomes the parts.</summary>
    public void Swap()
    {
        (Parts, Next) = (Next, Parts);
        Next.Clear();
    }

    public JsonDocument Keep(JsonDocument document)
    {
        _opened.Add(document);
        return document;
    }

    /// <summary>Forgets the message.</summary>
    public void Dispose()
    {
        _opened.ForEach(document => document.Dispose());
        _opened.Clear();
        Parts.Clear();
        Next.Clear();
    }
}
