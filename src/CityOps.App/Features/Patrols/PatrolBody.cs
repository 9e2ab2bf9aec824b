using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Features.Patrols;

/// <summary>A patrol as the phone sends it, at its start and again, with <paramref name="EndedAt"/>, at its
/// end.</summary>
/// <param name="Kind">daily (default), on_site, joint or supervision.</param>
/// <param name="Category">What it looks at: a category of kind inspection.</param>
/// <param name="Organisation">The account's own when left out; supervisors and administrators may name another.</param>
/// <param name="Persons">人次; 1 when left out.</param>
/// <param name="Vehicles">辆次; 0 when left out.</param>
/// <param name="Position">Where it starts or ends.</param>
/// <param name="Officers">Logins of those who take part besides the sender.</param>
/// <param name="Domains">Further categories of kind inspection that it looks at.</param>
/// <param name="SentAt">The device's clock at the moment of sending, by which a wrong clock shows.</param>
public sealed record PatrolBody(
    string? Kind,
    string? Category,
    string? Organisation,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int? Persons,
    int? Vehicles,
    string? Note,
    SentPosition? Position,
    IReadOnlyList<string?>? Officers = null,
    IReadOnlyList<string?>? Domains = null,
    DateTimeOffset? SentAt = null
)
{
    private const int MaxOfficers = 100;
    private const int MaxDomains = 20;

    internal static readonly string[] Kinds = ["daily", "on_site", "joint", "supervision"];

    /// <summary>
    /// No patrol lasts longer; what says so is a wrong clock, or a phone that was forgotten in a drawer.
    /// </summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>The checked body, with what was left out filled in.</summary>
    public Result<PatrolFacts> Check()
    {
        var kind = Kind ?? "daily";
        if (!Kinds.Contains(kind))
        {
            return Problems.PatrolKindUnknown.Refuse(
                $"There is no kind of patrol {InputText.Clean(kind)}.",
                ("allowed", Kinds)
            );
        }

        if (StartedAt is not { } startedAt)
        {
            return Problems.FieldMissing.Refuse("startedAt is missing.", ("field", "startedAt"));
        }

        if (Officers?.Count > MaxOfficers || Domains?.Count > MaxDomains)
        {
            return Problems.FieldInvalid.Refuse(
                $"A patrol has at most {MaxOfficers} further officers and {MaxDomains} domains.",
                ("field", Officers?.Count > MaxOfficers ? "officers" : "domains")
            );
        }

        if (Persons is < 1 or > 10_000)
        {
            return Problems.FieldInvalid.Refuse("persons must be 1 to 10,000.", ("field", "persons"));
        }

        if (Vehicles is < 0 or > 10_000)
        {
            return Problems.FieldInvalid.Refuse("vehicles must be 0 to 10,000.", ("field", "vehicles"));
        }

        var note = InputText.Clean(Note);
        if (InputText.TooLong(note, 2000, "note") is { } tooLong)
        {
            return tooLong;
        }

        KnownPosition? position = null;
        if (Position is not null)
        {
            (position, var badPosition) = Position.Check();
            if (badPosition is not null)
            {
                return badPosition;
            }
        }

        return new PatrolFacts(
            kind,
            InputText.Clean(Category),
            InputText.Clean(Organisation),
            InputTime.Stored(startedAt),
            EndedAt is { } end ? InputTime.Stored(end) : null,
            Persons,
            Vehicles,
            note,
            position
        )
        {
            Officers = Named(Officers),
            Domains = Named(Domains),
            SentAt = SentAt,
            IsMock = Position?.IsMock is true,
        };
    }

    private static string[]? Named(IReadOnlyList<string?>? sent) =>
        sent is null
            ? null
            : [.. sent.Select(InputText.Clean).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>What a phone says of a patrol, checked. Null means that it did not say.</summary>
public sealed record PatrolFacts(
    string Kind,
    string? Category,
    string? Organisation,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int? Persons,
    int? Vehicles,
    string? Note,
    KnownPosition? Position
)
{
    public string[]? Officers { get; init; }
    public string[]? Domains { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public bool IsMock { get; init; }

    /// <summary>True when it says how a patrol ended that nobody, or only the clock, has ended.</summary>
    public bool Finishes(Patrol patrol) =>
        EndedAt is not null && (patrol.EndedAt is null || patrol.ClosedByJobAt is not null);

    /// <summary>
    /// The facts that contradict the stored patrol, by the names of the call; none for a repeat, for the finish of a
    /// patrol under way, and for a start that arrives after its finish.
    /// </summary>
    public IReadOnlyList<string> Contradictions(Patrol patrol)
    {
        var contradictions = new List<string>();
        void Compare(string name, bool differs)
        {
            if (differs)
            {
                contradictions.Add(name);
            }
        }

        // A finish may correct what the start guessed; a start that comes late says no more than it did.
        var isFinish = Finishes(patrol);
        var isLateStart = EndedAt is null && patrol.EndedAt is not null;
        Compare("kind", Kind != patrol.Kind);
        Compare("category", Category != patrol.CategoryCode);
        Compare("organisation", Organisation is not null && Organisation != patrol.OrganisationCode);
        Compare("startedAt", StartedAt != (patrol.DeviceStartedAt ?? patrol.StartedAt));
        Compare("endedAt", EndedAt is not null && !isFinish && EndedAt != (patrol.DeviceEndedAt ?? patrol.EndedAt));
        if (!isFinish && !isLateStart)
        {
            Compare("persons", Persons is not null && Persons != patrol.Persons);
            Compare("vehicles", Vehicles is not null && Vehicles != patrol.Vehicles);
            Compare("officers", Officers is not null && !Officers.SequenceEqual(patrol.Officers));
            Compare("domains", Domains is not null && !Domains.SequenceEqual(patrol.Domains));
            Compare("note", Note is not null && Note != patrol.Note);
        }

        return contradictions;
    }
}
