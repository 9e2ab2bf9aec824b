using System.Globalization;
using System.Text;
using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Profiles;

/// <summary>What a profile can read from.</summary>
internal readonly record struct ProfileForm(bool HasJson, bool HasFrame);

/// <summary>A part of a message on its way to a reading.</summary>
internal readonly ref struct ProfilePart(PathNode root, PathNode part, ReadOnlySpan<byte> frame, PathScratch scratch)
{
    public PathNode Root { get; } = root;

    public PathNode Part { get; } = part;

    public ReadOnlySpan<byte> Frame { get; } = frame;

    public PathScratch Scratch { get; } = scratch;
}

/// <summary>What stands where a value should.</summary>
internal ref struct SourceValue
{
    /// <summary>As it stands there, valid as long as the message; of a number in a frame empty.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>Of a number in a frame.</summary>
    public decimal? Number;

    /// <summary>The terminal says that it has none.</summary>
    public bool IsMissing;

    /// <summary>As text, also of a number in a frame.</summary>
    public readonly ReadOnlySpan<byte> TextOrNumber() =>
        Number is { } number ? Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) : Text;
}

/// <summary>Where a value stands, compiled.</summary>
internal sealed class ProfileSource
{
    /// <summary>More is no measured value, and leaves room for its scale.</summary>
    public const int MaxNumber = 2_000_000_000;

    private const int MaxNumberLength = 40;
    private readonly string _role;
    private readonly JsonPath? _path;
    private readonly FrameField? _field;
    private readonly bool _isKey;
    private readonly int? _part;
    private readonly byte[] _separator;
    private readonly byte[][] _missing;
    private readonly decimal[] _missingNumbers;

    private ProfileSource(string role, ProfileValue value, JsonPath? path, FrameField? field)
    {
        _role = role;
        _path = path;
        _field = field;
        _isKey = value.Key;
        _part = value.Part;
        _separator = Encoding.UTF8.GetBytes(value.Separator is { Length: > 0 } separator ? separator : ",");
        _missing = [.. (value.Missing ?? []).Select(Encoding.UTF8.GetBytes)];
        _missingNumbers = [.. (value.Missing ?? []).SelectMany(Numbers)];
    }

    /// <summary>Whether it is the same for every part.</summary>
    public bool IsFromRoot => _path?.IsFromRoot == true;

    /// <summary>Whether it stands in the frame.</summary>
    public bool IsInFrame => _field is not null;

    /// <summary>Its path, or where in the frame it stands.</summary>
    public string Place => _path?.Text ?? _field?.ToString() ?? "the member's name";

    /// <param name="role">What it is, for refusals: <c>level</c>, <c>time</c>, …</param>
    /// <exception cref="ProfileException">It has no place, or two.</exception>
    public static ProfileSource Compile(string role, ProfileValue value, ProfileForm form)
    {
        if ((value.Path is null ? 0 : 1) + (value.At is null ? 0 : 1) + (value.Key ? 1 : 0) != 1)
        {
            throw new ProfileException(role, "Write where it stands: path in the JSON, or at in the frame, or key.");
        }

        if (value.At is not null && !form.HasFrame)
        {
            throw new ProfileException($"{role}.at", "There is no frame to read from; write frame too.");
        }

        if (value.At is null && !form.HasJson)
        {
            throw new ProfileException($"{role}.path", "The payload is a frame; write at which byte it stands.");
        }

        if (value.Missing?.Contains(null!) == true)
        {
            throw new ProfileException($"{role}.missing", "JSON's null is a missing value anyhow; leave it out.");
        }

        if (value.Part is < 0)
        {
            throw new ProfileException($"{role}.part", "Parts are counted from 0.");
        }

        var path = value.Path is null ? null : JsonPath.Parse(value.Path, $"{role}.path");
        if (path is { IsMany: true })
        {
            throw new ProfileException($"{role}.path", "Only each may lead to several values.");
        }

        return new ProfileSource(role, value, path, value.At is null ? null : FrameField.Compile(value, role));
    }

    /// <summary>What stands there; null, or why nothing does.</summary>
    public Failure? Read(scoped in ProfilePart part, out SourceValue value)
    {
        value = default;
        if (_field is not null)
        {
            return ReadField(part.Frame, ref value);
        }

        if (_isKey)
        {
            value.Text = Encoding.UTF8.GetBytes(part.Part.Key ?? "");
            return null;
        }

        if (_path!.Find(_path.IsFromRoot ? part.Root : part.Part, part.Scratch, out var node) is { } miss)
        {
            return Failed(RejectionReason.MissingField, miss.ToString());
        }

        if (node.IsNull)
        {
            value.IsMissing = true;
            return null;
        }

        if (!node.TryText(out value.Text) || !TryPart(ref value.Text))
        {
            return Failed(
                RejectionReason.WrongType,
                _part is { } index
                    ? $"{_path.Text} has no part {index}; {node.Came()} came"
                    : $"{_path.Text} must be a number or a text; {node.Came()} came"
            );
        }

        value.IsMissing = IsMissing(value.Text);
        return null;
    }

    /// <summary>The number that stands there; null in <paramref name="number"/> where the terminal has none.</summary>
    public Failure? ReadNumber(scoped in ProfilePart part, out decimal? number)
    {
        number = null;
        if (Read(part, out var value) is { } failure)
        {
            return failure;
        }

        if (value.IsMissing)
        {
            return null;
        }

        if (value.Number is { } given)
        {
            number = given;
        }
        else if (!TryNumber(value.Text, out var read))
        {
            return Failed(
                RejectionReason.WrongType,
                $"{Place} must be a number; \"{JsonText.Shown(value.Text)}\" came"
            );
        }
        else
        {
            number = read;
        }

        if (number is > MaxNumber or < -MaxNumber)
        {
            var came = number.Value.ToString(CultureInfo.InvariantCulture);
            number = null;
            return Failed(RejectionReason.OutOfRange, $"{Place} is {came}");
        }

        return null;
    }

    public Failure Failed(string reason, string detail) => new(reason, $"{_role}: {detail}") { Path = Place };

    private Failure? ReadField(ReadOnlySpan<byte> frame, ref SourceValue value)
    {
        if (_field!.IsText)
        {
            if (!_field.TryText(frame, out value.Text))
            {
                return NoField(frame);
            }

            value.IsMissing = IsMissing(value.Text);
            return null;
        }

        if (!_field.TryNumber(frame, out var number))
        {
            return NoField(frame);
        }

        value.Number = number;
        value.IsMissing = Array.IndexOf(_missingNumbers, number) >= 0;
        return null;
    }

    private Failure NoField(ReadOnlySpan<byte> frame) =>
        Failed(
            RejectionReason.WrongType,
            $"{_field} cannot be read from {frame.Length} bytes "
                + Convert.ToHexString(frame[..Math.Min(frame.Length, 64)])
        );

    private bool TryPart(ref ReadOnlySpan<byte> text)
    {
        if (_part is not { } wanted)
        {
            return true;
        }

        var index = 0;
        foreach (var range in text.Split((ReadOnlySpan<byte>)_separator))
        {
            if (index++ == wanted)
            {
                text = text[range].Trim(" \t"u8);
                return true;
            }
        }

        return false;
    }

    private bool IsMissing(ReadOnlySpan<byte> text)
    {
        foreach (var missing in _missing)
        {
            if (text.SequenceEqual(missing))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out decimal number)
    {
        if (text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8))
        {
            number = text.Length == 4 ? 1 : 0;
            return true;
        }

        number = 0;
        return text.Length <= MaxNumberLength
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private static IEnumerable<decimal> Numbers(string missing) =>
        decimal.TryParse(missing, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? [number] : [];
}
