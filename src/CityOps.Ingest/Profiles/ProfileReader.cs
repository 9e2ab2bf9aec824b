using System.Text;
using System.Text.Json;
using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Profiles;

/// <summary>What a message is read with beside its profile.</summary>
/// <param name="Terminal">Who sent it; null in a trial without one.</param>
/// <param name="ReceivedTicks">When it reached us.</param>
/// <param name="Trial">What a trial wants to know of each part; null in service.</param>
internal readonly record struct ProfileContext(Terminal? Terminal, long ReceivedTicks, ProfileTrace? Trial = null);

/// <summary>What a trial shows of the parts beside what became of them, in their order.</summary>
internal sealed class ProfileTrace
{
    /// <summary>The terminal's own number of each part's sensor.</summary>
    public List<string?> Numbers { get; } = [];

    /// <summary>Optional fields that each part lacks, and why.</summary>
    public List<List<Failure>> Unread { get; } = [];
}

/// <summary>
/// A profile, compiled once: reads messages of its terminals straight off their bytes. Pure; safe for use by several
/// threads.
/// </summary>
internal sealed class ProfileReader
{
    private const int MaximumParts = 1000;
    private const int MaxConditions = 20;
    private static readonly Failure NotJson = new(RejectionReason.NotJson, "the payload is not well-formed JSON");
    private static readonly Failure TooMany = new(
        RejectionReason.TooManyParts,
        $"a message may hold up to {MaximumParts} parts"
    );

    [ThreadStatic]
    private static PathScratch? _scratch;

    private readonly JsonPath? _each;
    private readonly FrameRule? _frame;
    private readonly (ProfileSource Source, byte[][] Is)[] _when;
    private readonly ProfileSource? _sensor;
    private readonly ProfileClock _time;
    private readonly ProfileNumber _level;
    private readonly bool _isDistance;
    private readonly (ReadingField Field, ProfileNumber Number)[] _fields;

    private ProfileReader(PayloadProfile profile)
    {
        _frame = profile.Frame is null ? null : FrameRule.Compile(profile.Frame);
        _each = profile.Each is null ? null : JsonPath.Parse(profile.Each, "each");
        if (_frame is { From: null } && _each is not null)
        {
            throw new ProfileException("each", "A frame that is the whole payload is one part.");
        }

        var form = new ProfileForm(HasJson: _frame is not { From: null }, HasFrame: _frame is not null);
        var conditions = profile.When ?? [];
        if (conditions.Count > MaxConditions || conditions.Any(one => one is null || one.Is?.Contains(null!) == true))
        {
            throw new ProfileException("when", $"{MaxConditions} conditions at most, none of them null.");
        }

        _when =
        [
            .. conditions.Select(
                (condition, i) =>
                    (
                        ProfileSource.Compile($"when[{i}]", condition, form),
                        (condition.Is ?? []).Select(Encoding.UTF8.GetBytes).ToArray()
                    )
            ),
        ];
        _sensor = profile.Sensor is null ? null : ProfileSource.Compile("sensor", profile.Sensor, form);
        _time = ProfileClock.Compile(profile.Time, form);
        var level = profile.Level ?? throw new ProfileException("level", "A profile says where the level stands.");
        _level = ProfileNumber.Compile("level", level, form, MmPerUnit(level.Unit));
        _isDistance = level.Measures switch
        {
            null or "level" => false,
            "distance" => true,
            _ => throw new ProfileException("level.measures", "measures is level or distance."),
        };
        _fields = [.. (profile.Fields ?? new Dictionary<string, ProfileValue>()).Select(field => Field(field, form))];
    }

    /// <summary>The profile ready for use, or what is wrong with it.</summary>
    public static (ProfileReader? Reader, ProfileProblem? Problem) Compile(PayloadProfile profile)
    {
        try
        {
            TopicPattern.Check(profile.Topic);
            return (new ProfileReader(profile), null);
        }
        catch (ProfileException wrong)
        {
            return (null, wrong.Problem);
        }
    }

    /// <summary>Adds the message's readings, and parts that should be one and are none, to
    /// <paramref name="parts"/>.</summary>
    /// <param name="passedOver">How many parts bring nothing and are not refused.</param>
    /// <returns>Why the message as a whole is refused; nothing is added then.</returns>
    public Failure? Read(
        ReadOnlyMemory<byte> payload,
        ProfileContext context,
        List<DecodedReading> parts,
        out int passedOver
    )
    {
        passedOver = 0;
        if (_frame is { From: null })
        {
            return _frame.Read(payload, out var frame)
                ?? ReadPart(new PathNode([]), new PathNode([]), frame.Span, payload, context, parts, ref passedOver);
        }

        var scratch = _scratch ??= new PathScratch();
        try
        {
            using var document = JsonPath.Open(payload);
            return ReadJson(new PathNode(document.RootElement), payload, scratch, context, parts, ref passedOver);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return NotJson; // also a name with half a surrogate pair, which shows only when it is compared
        }
        finally
        {
            scratch.Dispose();
        }
    }

    private Failure? ReadJson(
        PathNode root,
        ReadOnlyMemory<byte> payload,
        PathScratch scratch,
        ProfileContext context,
        List<DecodedReading> parts,
        ref int passedOver
    )
    {
        if (_each is null)
        {
            return ReadPart(root, root, [], payload, context, parts, ref passedOver);
        }

        if (_each.FindAll(root, scratch) is { } miss)
        {
            // a message of another kind, where only some kinds are read, has no such parts
            if (IsPassedOver(new ProfilePart(root, root, [], scratch), onlyRoot: true))
            {
                passedOver++;
                return null;
            }

            return new Failure(RejectionReason.WrongShape, $"each: {miss}") { Path = _each.Text };
        }

        if (scratch.Parts.Count is 0 or > MaximumParts)
        {
            return scratch.Parts.Count > 0
                ? TooMany
                : new Failure(RejectionReason.WrongShape, $"each: nothing is in {_each.Text}") { Path = _each.Text };
        }

        foreach (var node in scratch.Parts)
        {
            ReadPart(root, node, [], payload, context, parts, ref passedOver);
        }

        return null;
    }

    /// <summary>Always null: what is wrong with a part is the part's failure.</summary>
    private Failure? ReadPart(
        PathNode root,
        PathNode node,
        ReadOnlySpan<byte> frame,
        ReadOnlyMemory<byte> payload,
        ProfileContext context,
        List<DecodedReading> parts,
        ref int passedOver
    )
    {
        var reading = new DecodedReading { Payload = payload };
        var scratch = _scratch ??= new PathScratch();
        if (_frame?.From is { } from)
        {
            if (IsPassedOver(new ProfilePart(root, node, [], scratch), onlyPaths: true))
            {
                passedOver++;
                return null;
            }

            if (from.Find(from.IsFromRoot ? root : node, scratch, out var found) is { } miss)
            {
                reading.Failure = new Failure(RejectionReason.MissingField, $"frame: {miss}") { Path = from.Text };
                Add(reading, null, context, parts);
                return null;
            }

            frame = found.Bytes;
        }

        if (_frame?.Check(frame) is { } broken)
        {
            reading.Failure = broken;
            Add(reading, null, context, parts);
            return null;
        }

        var part = new ProfilePart(root, node, frame, scratch);
        if (IsPassedOver(part))
        {
            passedOver++;
            return null;
        }

        var failure = ReadLevel(part, context, ref reading, out var number, out var isThere);
        if (failure is null && !isThere)
        {
            passedOver++; // the terminal says that it has no value
            return null;
        }

        reading.Failure = failure ?? _time.Read(part, context.ReceivedTicks, out reading.ObservedTicks);
        var unread = ReadFields(part, context, ref reading);
        Add(reading, number, context, parts, unread);
        return null;
    }

    /// <summary>The sensor and its level: which sensor it is says what its level is from.</summary>
    private Failure? ReadLevel(
        scoped in ProfilePart part,
        ProfileContext context,
        ref DecodedReading reading,
        out string? number,
        out bool isThere
    )
    {
        isThere = true;
        number = null;
        var value = default(SourceValue);
        if (_sensor?.Read(part, out value) is { } failure)
        {
            return failure;
        }

        number = context.Trial is null || _sensor is null ? null : Encoding.UTF8.GetString(value.TextOrNumber());
        var zeroMm = 0;
        if (context.Terminal is { } terminal)
        {
            var own = _sensor is null ? default : value.TextOrNumber();
            if (!terminal.TryFind(own, out reading.Sensor, out zeroMm))
            {
                return new Failure(RejectionReason.UnknownSensor, terminal.NotNamed(own)) { Path = _sensor?.Place };
            }
        }

        if (_level.Read(part, out var millimetres) is { } wrong)
        {
            return wrong;
        }

        isThere = millimetres is not null;
        var mm = decimal.Round(millimetres ?? 0, MidpointRounding.AwayFromZero);
        if (Math.Abs(mm) > ProfileSource.MaxNumber / 2)
        {
            return _level.Source.Failed(RejectionReason.OutOfRange, $"{_level.Source.Place} is {mm} mm");
        }

        reading.DepthMm = _isDistance ? zeroMm - (int)mm : (int)mm - zeroMm;
        return null;
    }

    private List<Failure>? ReadFields(scoped in ProfilePart part, ProfileContext context, ref DecodedReading reading)
    {
        var unread = context.Trial is null ? null : new List<Failure>();
        foreach (var (field, source) in _fields)
        {
            if (source.Read(part, out var number) is { } failure)
            {
                unread?.Add(failure);
            }
            else if (number is { } value && !TrySet(field, value, ref reading.Fields))
            {
                unread?.Add(source.Source.Failed(RejectionReason.OutOfRange, $"{value} is not {field.Accepted}"));
            }
        }

        return unread;
    }

    private static bool TrySet(ReadingField field, decimal value, ref FieldValues fields)
    {
        if (field.Bounds is var (min, max) && ((double)value < min || (double)value > max))
        {
            return false;
        }

        var whole = (long)decimal.Round(value, MidpointRounding.AwayFromZero); // its unit is known
        if (field.Type == FieldType.Whole32 && whole is < int.MinValue or > int.MaxValue)
        {
            return false;
        }

        fields.Set(field.Index, field.Type == FieldType.Number ? BitConverter.DoubleToInt64Bits((double)value) : whole);
        return true;
    }

    private static void Add(
        in DecodedReading reading,
        string? number,
        ProfileContext context,
        List<DecodedReading> parts,
        List<Failure>? unread = null
    )
    {
        parts.Add(reading);
        context.Trial?.Numbers.Add(number);
        context.Trial?.Unread.Add(unread ?? []);
    }

    /// <summary>Whether a condition does not hold.</summary>
    private bool IsPassedOver(scoped in ProfilePart part, bool onlyRoot = false, bool onlyPaths = false)
    {
        foreach (var (source, accepted) in _when)
        {
            if ((onlyRoot && !source.IsFromRoot) || (onlyPaths && source.IsInFrame))
            {
                continue;
            }

            if (source.Read(part, out var value) is not null || value.IsMissing)
            {
                return true;
            }

            if (accepted.Length > 0 && !Contains(accepted, value.TextOrNumber()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(byte[][] accepted, ReadOnlySpan<byte> text)
    {
        foreach (var one in accepted)
        {
            if (text.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    private static (ReadingField, ProfileNumber) Field(KeyValuePair<string, ProfileValue> field, ProfileForm form)
    {
        var known = ReadingFields.All.FirstOrDefault(one => one.Name == field.Key)
            ?? throw new ProfileException(
                $"fields.{field.Key}",
                $"A reading has the fields {string.Join(", ", ReadingFields.All.Select(one => one.Name))}."
            );
        var value = field.Value ?? throw new ProfileException($"fields.{field.Key}", "It is null; leave it out.");
        return (known, ProfileNumber.Compile($"fields.{field.Key}", value, form));
    }

    private static decimal MmPerUnit(string? unit) =>
        unit switch
        {
            "mm" => 1,
            "cm" => 10,
            "m" => 1000,
            _ => throw new ProfileException("level.unit", "unit is mm, cm or m."),
        };
}
